import type { Row } from "../schema/row.js";
import type { StructType } from "../schema/struct-type.js";
import type { Action, AddFile } from "./actions.js";
import { readDataFile } from "./data-file.js";
import { DeltaError } from "./delta-error.js";
import { logDirectory, readCommit } from "./delta-log.js";
import { readSchema } from "./schema-string.js";
import { loadSnapshot } from "./snapshot.js";

/** A version of a table, with its columns. */
export interface TableVersion {
  readonly version: number;
  readonly schema: StructType;
}

/** Rows in the order of their commits, as of a version. */
export interface VersionRows extends TableVersion {
  readonly rows: readonly Row[];
}

/** How far back the log is searched for rows, entry by entry, before the table is loaded as a whole. */
const MAX_STEPS = 200;
/** Rows that are handed out at once, so that others get their turn between them. */
const PORTION = 1000;

/**
 * The newest rows of a version: those of the newest file first, the rows of each in their order. Goes back through the
 * log, so that the work is one of the rows that are wanted, not of the table.
 * @param limit how many rows, at most
 * @throws {DeltaError} `corrupt_table`
 */
export async function* newestRows(
  table: string,
  { version, schema }: TableVersion,
  limit: number,
): AsyncGenerator<readonly Row[]> {
  let wanted = limit;
  if (wanted <= 0) return;
  for await (const file of filesBackwards(table, version)) {
    const rows: Row[] = [];
    for await (const group of readDataFile(table, file, schema, wanted)) {
      for (const row of group) rows.push(row);
    }
    yield rows;
    wanted -= rows.length;
    if (wanted <= 0) return;
  }
}

/**
 * The rows of the commits after a version, in order, each under the columns of its commit; a commit without rows tells
 * its version alone. A commit that only rewrites files has none. Ends at the newest, and reads what is asked for.
 * @param newest the newest version, which may grow meanwhile
 * @throws {DeltaError} `corrupt_table`, also when the log does not go back so far any more
 */
export async function* rowsAfter(
  table: string,
  from: TableVersion,
  newest: () => number,
): AsyncGenerator<VersionRows> {
  let { schema } = from;
  for (let version = from.version + 1; version <= newest(); version++) {
    const actions = await readCommit(logDirectory(table), version);
    if (actions === undefined) {
      throw new DeltaError("corrupt_table", `version ${version} of ${table} is not in its log any more`);
    }
    schema = schemaAmong(table, actions) ?? schema;
    yield { version, schema, rows: [] };
    for (const file of addedBy(actions).filter(({ dataChange }) => dataChange !== false)) {
      for await (const group of readDataFile(table, file, schema)) {
        for (let i = 0; i < group.length; i += PORTION) {
          yield { version, schema, rows: group.slice(i, i + PORTION) };
        }
      }
    }
  }
}

/** The live files of a version, the newest first. */
async function* filesBackwards(table: string, newest: number): AsyncGenerator<AddFile> {
  const log = logDirectory(table);
  const removed = new Set<string>();
  const seen = new Set<string>();
  for (let version = newest; version >= 0; version--) {
    const actions = newest - version < MAX_STEPS ? await readCommit(log, version) : undefined;
    if (actions === undefined) {
      const { files } = await loadSnapshot(table);
      const later = await filesAfter(log, newest);
      const passedOver = (path: string): boolean => seen.has(path) || removed.has(path) || later.has(path);
      yield* [...files.values()].reverse().filter(({ path }) => !passedOver(path));
      return;
    }
    for (const action of actions) if ("remove" in action) removed.add(action.remove.path);
    for (const file of addedBy(actions).reverse()) {
      if (removed.has(file.path) || seen.has(file.path)) continue;
      seen.add(file.path);
      yield file;
    }
  }
}

/** What joined a table after a version, by path. */
async function filesAfter(log: string, version: number): Promise<ReadonlySet<string>> {
  const paths = new Set<string>();
  for (let next = version + 1; ; next++) {
    const actions = await readCommit(log, next);
    if (actions === undefined) return paths;
    for (const { path } of addedBy(actions)) paths.add(path);
  }
}

function addedBy(actions: readonly Action[]): AddFile[] {
  return actions.flatMap((action) => ("add" in action ? [action.add] : []));
}

function schemaAmong(table: string, actions: readonly Action[]): StructType | undefined {
  for (const action of actions) {
    if (!("metaData" in action)) continue;
    const { schema } = readSchema(JSON.parse(action.metaData.schemaString));
    if (schema === undefined)
      throw new DeltaError("unsupported_table", `${table} has columns that cannot be read`);
    return schema;
  }
  return undefined;
}
