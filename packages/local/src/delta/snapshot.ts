import type { StructType } from "../schema/struct-type.js";
import type { Action, AddFile, Metadata, Protocol, RemoveFile, Transaction } from "./actions.js";
import { readCheckpoint } from "./checkpoint.js";
import { DeltaError } from "./delta-error.js";
import { type CheckpointFiles, listLog, logDirectory, readCommit } from "./delta-log.js";
import { unreadable } from "./protocol.js";
import { readSchema } from "./schema-string.js";

/** What a log's actions about files and transactions add up to. */
interface TableContents {
  /** Live files by path, in the order in which they joined. */
  readonly files: Map<string, AddFile>;
  /** Kept for ever: VACUUM copes with a tombstone too many, never with one too few, and only others remove files. */
  readonly tombstones: Map<string, RemoveFile>;
  readonly transactions: Map<string, Transaction>;
}

/** A table at one version. {@link advance} moves it on in place. */
export interface Snapshot extends TableContents {
  version: number;
  /** The newest checkpoint; 0, which needs none, while there is none. */
  readonly checkpoint: number;
  readonly protocol: Protocol;
  readonly metaData: Metadata;
  readonly schema: StructType;
}

/**
 * Replays a table's log: the newest complete checkpoint that can be read, then the commits after it.
 * @throws {DeltaError} `not_a_table`, `corrupt_table`, or `unsupported_table` with everything that cannot be read
 */
export async function loadSnapshot(table: string): Promise<Snapshot> {
  let version = -1;
  let checkpoint = 0;
  let protocol: Protocol | undefined;
  let metaData: Metadata | undefined;
  const contents: TableContents = { files: new Map(), tombstones: new Map(), transactions: new Map() };
  for await (const entry of readLog(table)) {
    for (const action of entry.actions) {
      if ("protocol" in action) protocol = action.protocol;
      else if ("metaData" in action) metaData = action.metaData;
    }
    applyFiles(contents, entry.actions);
    version = entry.version;
    if (entry.isCheckpoint) checkpoint = version;
  }
  if (protocol === undefined || metaData === undefined) {
    const missing = protocol === undefined ? "protocol" : "metaData";
    throw new DeltaError("corrupt_table", `the log of ${table} has no ${missing} action`);
  }
  const { schema, problems = [] } = readSchema(parseJson(metaData.schemaString));
  const reasons = [...unreadable(protocol, metaData), ...problems];
  if (schema === undefined || reasons.length > 0) {
    throw new DeltaError("unsupported_table", `${table} cannot be read here. It uses: ${reasons.join("; ")}`);
  }
  return { version, checkpoint, protocol, metaData, schema, ...contents };
}

/** Moves a snapshot on to the next version. Of the actions, it heeds those about files and transactions. */
export function advance(snapshot: Snapshot, actions: readonly Action[]): void {
  applyFiles(snapshot, actions);
  snapshot.version += 1;
}

/** The actions that bring forth a snapshot: what a checkpoint holds. */
export function actionsOf({
  protocol,
  metaData,
  transactions,
  tombstones,
  files,
}: Snapshot): readonly Action[] {
  return [
    { protocol },
    { metaData },
    ...Array.from(transactions.values(), (txn): Action => ({ txn })),
    ...Array.from(tombstones.values(), (remove): Action => ({ remove: { ...remove, dataChange: false } })),
    ...Array.from(files.values(), (add): Action => ({ add: { ...add, dataChange: false } })),
  ];
}

/** One step of a replay. */
interface LogEntry {
  readonly version: number;
  readonly actions: readonly Action[];
  readonly isCheckpoint: boolean;
}

async function* readLog(table: string): AsyncGenerator<LogEntry> {
  const log = logDirectory(table);
  const { commits, checkpoints } = await listLog(log);
  if (commits.length === 0 && checkpoints.length === 0) {
    throw new DeltaError("not_a_table", `${table} holds no Delta table: create it first`);
  }
  const { entry, cause } = await newestCheckpoint(log, checkpoints);
  if (entry !== undefined) yield entry;
  let version = entry?.version ?? -1;
  // Without a checkpoint there has to be a commit, be it only to say which one is missing.
  const last = Math.max(commits.at(-1) ?? 0, version);
  while (version < last) {
    version += 1;
    const actions = await readCommit(log, version);
    if (actions === undefined) {
      const message = `version ${version} is missing from the log of ${table}`;
      throw new DeltaError("corrupt_table", message, { cause });
    }
    yield { version, actions, isCheckpoint: false };
  }
}

/** The newest checkpoint that can be read. A broken one is passed over: an older one and the commits say the same. */
async function newestCheckpoint(
  log: string,
  checkpoints: readonly CheckpointFiles[],
): Promise<{ entry?: LogEntry; cause?: unknown }> {
  let cause: unknown;
  for (const { version, names } of checkpoints.toReversed()) {
    try {
      return { entry: { version, actions: await readCheckpoint(log, names), isCheckpoint: true } };
    } catch (error) {
      cause ??= error;
    }
  }
  return { cause };
}

function applyFiles({ files, tombstones, transactions }: TableContents, actions: readonly Action[]): void {
  for (const action of actions) {
    if ("add" in action) {
      tombstones.delete(action.add.path);
      files.set(action.add.path, action.add);
    } else if ("remove" in action) {
      files.delete(action.remove.path);
      tombstones.set(action.remove.path, action.remove);
    } else if ("txn" in action) {
      transactions.set(action.txn.appId, action.txn);
    }
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
