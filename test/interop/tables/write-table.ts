import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { Row, StructType } from "@zerobus-gen/local";
import { DeltaTable } from "../../../packages/local/src/delta/delta-table.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

/** Writes a table, a commit a batch. It goes with the test. */
export async function writeTable(
  schema: StructType,
  batches: readonly (readonly Row[])[],
  configuration: Readonly<Record<string, string>> = {},
): Promise<string> {
  const path = join(temporaryFolder(), randomUUID());
  await using table = await DeltaTable.create(path, schema, configuration);
  for (const rows of batches) await table.append(rows);
  return path;
}
