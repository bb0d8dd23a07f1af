import { basename, join } from "node:path";
import { makeDirectory, replaceSynced } from "../../delta/durable-file.js";
import { encodeParquet } from "../../delta/encode-parquet.js";
import { ownedName } from "../../delta/file-owner.js";
import { compilePivot } from "../../delta/pivot.js";
import { decodeAll } from "../../record/encoded-rows.js";
import type { LogPart } from "./log-part.js";
import type { SegmentName } from "./segment-name.js";

/**
 * Keeps rows that a table will never take, as a Parquet file of the columns that they were acked for. The name follows
 * from the place in the log: doing so again replaces the file.
 * The folder is the one that the service uses.
 * @returns the file
 */
export async function keepRejected(
  table: string,
  segment: SegmentName,
  { schema, requests, first }: LogPart,
): Promise<string> {
  const folder = join(table, "_zerobus", "table_rejected_parquets");
  const bytes = encodeParquet(schema, compilePivot(schema)(decodeAll(requests)));
  const [begin = ""] = basename(segment.path).split(".");
  const path = join(folder, `${begin}-${first}.parquet`);
  await makeDirectory(folder);
  await replaceSynced(path, join(folder, `.${ownedName(".tmp")}`), bytes);
  return path;
}
