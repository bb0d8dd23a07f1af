import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { readSources, type SchemaRead, writableTables } from "zerobus-gen";

/** Where the tables of the field are, as catalogs describe them. */
export const FIELD_FOLDER: string = fileURLToPath(new URL("../tables/", import.meta.url));

/** Their files. */
export const FIELD_FILES: readonly string[] = readdirSync(FIELD_FOLDER).filter((name) =>
  name.endsWith(".json"),
);

/** Tables with a VARIANT, CHAR or VARCHAR, whose writer methods the runtime does not have yet. */
export const WITHOUT_WRITER: ReadonlySet<string> = new Set([
  "_synthetic_supported_types.json",
  "air_quality_rescue.json",
  "github_events_bronze.json",
  "ocsf_api_activity.json",
  "ocsf_file_system_activity.json",
  "otel_logs.json",
  "otel_spans.json",
]);

/** The tables in these files as a producer writes them, and what is wrong with the others. */
export async function readFieldTables(files: readonly string[]): Promise<SchemaRead> {
  const read = await readSources(
    files.map((name) => join(FIELD_FOLDER, name)),
    { catalog: () => expect.fail("no catalog is asked") },
  );
  return writableTables(read, () => ({}));
}
