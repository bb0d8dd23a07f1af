import { resolve, sep } from "node:path";
import type { Problem, SchemaRead } from "@zerobus-gen/schema";
import { readFoundJson } from "../json/json-file.js";
import { escapeControls } from "../printable.js";
import type { ProtoTableOptions } from "../proto/proto-tables.js";
import { SourceError, unreadable } from "../source-error.js";
import type { SourceRead } from "../source-read.js";
import { type LeftOut, mixedFolder, noTables } from "./folder-content.js";
import { folderFiles } from "./folder-files.js";

/** How a folder is read. */
export interface FolderOptions extends ProtoTableOptions {
  /** Resolved paths of all sources: what is one by itself, and lies in the folder, is left to that. */
  readonly named?: readonly string[];
  readonly signal?: AbortSignal;
}

/**
 * Reads the tables in a folder and below: all `.proto` files together, and each `.json` file that has tables in it, as
 * `readJsonFile` does. JSON of another kind is left out; where that is not plain to see, a warning says what was taken
 * as what. A file that cannot be read is a problem of its own.
 *
 * @throws SourceError where the folder cannot be read, or the signal stopped it
 */
export async function readFolder(
  folder: string,
  options: FolderOptions = {},
): Promise<readonly SourceRead[]> {
  const { named = [], signal } = options;
  const files = await folderFiles(folder, signal);
  const top = `${resolve(folder)}${sep}`;
  const below = named.filter((path) => path.startsWith(top));
  const unnamed = files.json.filter((path) => !below.some((one) => isIn(one, resolve(path))));
  const found: Found[] = [];
  for (const path of unnamed) {
    if (signal?.aborted) throw new SourceError("reading was stopped");
    found.push(await readFound(path, options));
  }
  const isProto = files.proto.length > 0;
  // Beside .proto files lies JSON of tools, which may be anything, even broken, until one of them is a table.
  const isJson = !isProto || found.some(({ kind }) => kind === "tables");
  const reads: SourceRead[] = [];
  const leftOut: LeftOut[] = [];
  for (const each of found) {
    if (each.kind === "other") leftOut.push(...(isJson ? [each] : []));
    else if (isJson) reads.push({ source: escapeControls(each.path), read: each.read });
    else leftOut.push({ path: each.path, what: "not to be read" });
  }
  const content = { folder, files, taken: reads.length, leftOut };
  if (isProto) reads.unshift({ source: folder, read: await readProto(folder, options) });
  const isEmpty = reads.length === 0;
  // What is named by itself is missed by nobody.
  if (isEmpty && unnamed.length < files.json.length) return [];
  const problem = isEmpty ? noTables(content) : mixedFolder(content);
  return problem ? [...reads, { source: folder, read: { tables: [], problems: [problem] } }] : reads;
}

function isIn(place: string, path: string): boolean {
  return path === place || path.startsWith(`${place}${sep}`);
}

/** What came of a file: tables, also such that have problems; something that cannot be read; something else. */
type Found =
  | { readonly path: string; readonly kind: "tables" | "broken"; readonly read: SchemaRead }
  | { readonly path: string; readonly kind: "other"; readonly what: string };

async function readFound(path: string, options: FolderOptions): Promise<Found> {
  try {
    const found = await readFoundJson(path, options);
    if ("other" in found) return { path, kind: "other", what: found.other };
    const problems = found.read.problems.map(shown);
    return { path, kind: found.isJson ? "tables" : "broken", read: { ...found.read, problems } };
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    return { path, kind: "broken", read: { tables: [], problems: [shown(unreadable(path, error))] } };
  }
}

/** Nobody wrote the name of the file: it may be anything. */
function shown(problem: Problem): Problem {
  return { ...problem, table: escapeControls(problem.table), message: escapeControls(problem.message) };
}

async function readProto(folder: string, options: FolderOptions): Promise<SchemaRead> {
  const { readProtoFiles } = await import("../proto/proto-files.js");
  try {
    return await readProtoFiles(folder, options, options.signal);
  } catch (error) {
    if (!(error instanceof SourceError) || options.signal?.aborted) throw error;
    return { tables: [], problems: [unreadable(folder, error)] };
  }
}
