import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { readSources, type SchemaRead, type TableSettings, writableTables } from "zerobus-gen";

/** Where the tables of the field are, as catalogs describe them. */
export const FIELD_FOLDER: string = fileURLToPath(new URL("../tables/", import.meta.url));

/** Their files. */
export const FIELD_FILES: readonly string[] = readdirSync(FIELD_FOLDER).filter((name) =>
  name.endsWith(".json"),
);

/** Those that can be generated only with `unsupported: "skip"`. */
export const SKIPPING: ReadonlySet<string> = new Set([
  "_synthetic_bad_names.json",
  "_synthetic_unsupported_types.json",
]);

/** The settings with which the table of a file can be generated. */
export function settingsOf(file: string): TableSettings {
  return SKIPPING.has(file) ? { unsupported: "skip" } : {};
}

/** The tables in these files as the catalog has them. */
export function readRawTables(files: readonly string[]): Promise<SchemaRead> {
  return readSources(
    files.map((name) => join(FIELD_FOLDER, name)),
    { catalog: () => expect.fail("no catalog is asked") },
  );
}

/** The tables in these files as a producer writes them, and what is wrong with the others. */
export async function readFieldTables(
  files: readonly string[],
  settings: TableSettings = {},
): Promise<SchemaRead> {
  return writableTables(await readRawTables(files), () => settings);
}
