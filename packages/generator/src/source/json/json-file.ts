import {
  joinReads,
  type Problem,
  parseLock,
  problemOf,
  quoteName,
  readStructType,
  readTableInfo,
  type SchemaRead,
  type TableName,
} from "@zerobus-gen/schema";
import { concludeLog, type LogState, takeAction } from "../delta/log-state.js";
import { fileTableName, type Namespace } from "../file-table-name.js";
import { readTextFile } from "../text-file.js";
import { duplicateKeys } from "./duplicate-keys.js";
import { type JsonDocument, jsonDocument, otherThanTables } from "./json-document.js";

/** How schemas without a table name become tables. */
export interface JsonFileOptions {
  /** Where such tables are; the rest of the name is the file's. */
  readonly namespace?: Namespace;
}

/**
 * Reads the tables in a JSON file: one `TableInfo`, a list of them, by itself or as a list answer `{"tables": [...]}`; a
 * Spark StructType; actions of a Delta log; or a lock.
 *
 * @throws SourceError where the file cannot be read
 */
export async function readJsonFile(path: string, options: JsonFileOptions = {}): Promise<SchemaRead> {
  const text = await readTextFile(path, fileKind);
  return readDocument(path, text, jsonDocument(text), options);
}

/** What a `.json` file that nobody named turned out to be: tables, or something else, in words. */
export type FoundJson = { readonly read: SchemaRead; readonly isJson: boolean } | { readonly other: string };

/**
 * Reads a file as {@link readJsonFile} does, unless something else than tables is in it.
 *
 * @throws SourceError where the file cannot be read
 */
export async function readFoundJson(path: string, options: JsonFileOptions = {}): Promise<FoundJson> {
  const text = await readTextFile(path, fileKind);
  const document = jsonDocument(text);
  const other = otherThanTables(document);
  if (other !== undefined) return { other };
  return { read: readDocument(path, text, document, options), isJson: document.kind !== "text" };
}

const fileKind = "a .json file with a table in it";

function readDocument(
  path: string,
  text: string,
  document: JsonDocument,
  options: JsonFileOptions,
): SchemaRead {
  if (document.kind !== "text" && document.kind !== "actions") {
    const twice = duplicateKeys(text);
    if (twice.length > 0) return { tables: [], problems: twice.map((found) => twiceIn(path, found)) };
  }
  switch (document.kind) {
    case "text":
      return refuse(path, "the file is not JSON", tableHint);
    case "table":
      return readTableInfo(document.info, path);
    case "list":
      return readList(document.tables, document.hasMore, path);
    case "lock":
      return readLock(path, text);
    case "struct":
      return named(path, options, (name) => readStructType(document.type, name));
    case "actions": {
      const state: LogState = {};
      for (const action of document.actions) takeAction(state, action);
      if (state.metaData === undefined) {
        return refuse(
          path,
          "no metaData is among the actions, so they do not say what the table looks like",
          "name the folder that holds _delta_log instead: all of the log is read then",
        );
      }
      return named(path, options, (name) => concludeLog(state, name));
    }
  }
}

/** The tables of a lock, as they were pulled. */
function readLock(path: string, text: string): SchemaRead {
  const parsed = parseLock(text, path);
  if ("problems" in parsed) return { tables: [], problems: parsed.problems };
  return { tables: parsed.lock.tables.map(({ schema }) => schema), problems: [] };
}

const tableHint = "save the catalog's answer in it: databricks tables get NAME -o json";

function readList(tables: readonly unknown[], hasMore: boolean, path: string): SchemaRead {
  if (tables.length === 0) return refuse(path, "the list of tables is empty", tableHint);
  const read = joinReads(tables.map((table, index) => readTableInfo(table, `${path}: tables[${index}]`)));
  if (!hasMore) return read;
  const problem: Problem = {
    severity: "warning",
    code: "NO_TABLE",
    table: path,
    message: "the list goes on: it has a next_page_token",
    hint: "save the other pages too, or name a pattern: catalog.schema.*",
  };
  return { ...read, problems: [...read.problems, problem] };
}

function named(
  path: string,
  { namespace }: JsonFileOptions,
  read: (name: TableName) => SchemaRead,
): SchemaRead {
  const table = fileTableName(path, namespace);
  return "name" in table ? read(table.name) : { tables: [], problems: [problemOf(path, table.problem)] };
}

function refuse(path: string, message: string, hint: string): SchemaRead {
  return { tables: [], problems: [problemOf(path, { code: "MALFORMED", message, hint })] };
}

function twiceIn(path: string, { key, line }: { readonly key: string; readonly line: number }): Problem {
  return problemOf(path, {
    code: "MALFORMED",
    message: `line ${line}: the key ${quoteName(key)} stands twice in one object`,
    hint: "which of the two counts is anybody's guess: take one out",
  });
}
