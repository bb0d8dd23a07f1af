import { readFile, stat } from "node:fs/promises";
import {
  isJsonObject,
  joinReads,
  parseJson,
  problemOf,
  readTableInfo,
  type SchemaRead,
} from "@zerobus-gen/schema";
import { SourceError } from "./source-error.js";

const maxBytes = 64 * 1024 * 1024;

/**
 * Reads the tables in a JSON file: one `TableInfo`, or a list answer `{"tables": [...]}`.
 *
 * @throws SourceError where the file cannot be read
 */
export async function readJsonFile(path: string): Promise<SchemaRead> {
  const json = parseJson(await readText(path));
  if (json === undefined) {
    return {
      tables: [],
      problems: [
        problemOf(path, {
          code: "MALFORMED",
          message: "the file is not JSON",
          hint: "save the catalog's answer in it: databricks tables get NAME -o json",
        }),
      ],
    };
  }
  if (isJsonObject(json) && Array.isArray(json.tables)) {
    return joinReads(
      json.tables.map((table: unknown, index) => readTableInfo(table, `${path}: tables[${index}]`)),
    );
  }
  return readTableInfo(json, path);
}

async function readText(path: string): Promise<string> {
  try {
    const stats = await stat(path);
    if (!stats.isFile())
      throw new SourceError(`${path} is not a file`, "name a .json file with a table in it");
    if (stats.size > maxBytes)
      throw new SourceError(`${path} is larger than ${maxBytes} bytes`, "split it by table");
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof SourceError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new SourceError(`cannot read ${path}: ${reason}`, "name a .json file with a table in it");
  }
}
