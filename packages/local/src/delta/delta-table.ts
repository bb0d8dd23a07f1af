import { join } from "node:path";
import type { Row } from "../schema/row.js";
import type { StructType } from "../schema/struct-type.js";
import type { Action, AddFile, Metadata, Transaction } from "./actions.js";
import { Checkpointer } from "./checkpointer.js";
import { DeltaError } from "./delta-error.js";
import { listLog, logDirectory, readCommit, writeCommit } from "./delta-log.js";
import { discard, makeDirectory, syncDirectory, writeSynced } from "./durable-file.js";
import { encodeParquet } from "./encode-parquet.js";
import { ownedName } from "./file-owner.js";
import { fileStats } from "./file-stats.js";
import { removeLeftovers } from "./leftovers.js";
import { codecFor } from "./parquet-codec.js";
import { type Column, compilePivot } from "./pivot.js";
import { unwritable } from "./protocol.js";
import { advance, loadSnapshot, type Snapshot } from "./snapshot.js";
import { alteration, commitInfo, creation, requireSchema, type TableChange } from "./table-change.js";
import { writeFailure } from "./write-failure.js";

/** What an append did. */
export interface Appended {
  /** The version of the table that brought the rows. */
  readonly version: number;
  /** Size of the new data file. */
  readonly bytes: number;
}

/** Each lost race is somebody else's commit, so only a table under siege gets here. */
const RACES = 1_000;

/**
 * A Delta table in a folder, open for appending. Other objects and other processes may append to the same table at
 * the same time. Holds no file open between calls.
 */
export class DeltaTable implements AsyncDisposable {
  readonly #table: string;
  readonly #log: string;
  #snapshot: Snapshot;
  readonly #checkpointer: Checkpointer;
  #pivot: (rows: readonly Row[]) => Column[];
  /** Appends and checkpoints, one after the other. Never rejects. */
  #queue: Promise<void> = Promise.resolve();

  private constructor(table: string, snapshot: Snapshot) {
    this.#table = table;
    this.#log = logDirectory(table);
    this.#snapshot = snapshot;
    this.#checkpointer = new Checkpointer(this.#log, snapshot.checkpoint);
    this.#pivot = compilePivot(snapshot.schema);
  }

  /**
   * Creates an empty table, and its folder if need be.
   * @throws {DeltaError} `invalid_schema` with all that is wrong, `table_exists`, `write_failed`
   */
  static async create(
    table: string,
    schema: StructType,
    configuration: Readonly<Record<string, string>> = {},
  ): Promise<DeltaTable> {
    requireSchema(table, schema);
    const log = logDirectory(table);
    try {
      await makeDirectory(log);
      const { commits, checkpoints } = await listLog(log);
      const isEmpty = commits.length === 0 && checkpoints.length === 0;
      if (!isEmpty || !(await writeCommit(log, 0, creation(schema, configuration)))) {
        throw new DeltaError("table_exists", `${table} holds a Delta table already: open it`);
      }
    } catch (error) {
      throw writeFailure(table, error);
    }
    return DeltaTable.open(table);
  }

  /**
   * Opens a table at its newest version, and clears away what killed writers left in it.
   * @throws {DeltaError} `not_a_table`, `corrupt_table`, `write_failed`, or `unsupported_table` with everything that stands
   * in the way
   */
  static async open(table: string): Promise<DeltaTable> {
    const snapshot = await loadSnapshot(table);
    const problems = unwritable(snapshot.protocol, snapshot.metaData, snapshot.schema);
    if (problems.length > 0) {
      throw new DeltaError(
        "unsupported_table",
        `${table} cannot be written here. It uses: ${problems.join("; ")}`,
      );
    }
    try {
      // A killed writer may have made what is here and not synced it. From now on, others are told that it is.
      await makeDirectory(logDirectory(table));
      await syncDirectory(logDirectory(table));
    } catch (error) {
      throw writeFailure(table, error);
    }
    // Leftovers do no harm: what cannot be cleared away now stays for the next time.
    await removeLeftovers(table, snapshot).catch(() => undefined);
    return new DeltaTable(table, snapshot);
  }

  /** The columns. They change by {@link alter} alone. */
  get schema(): StructType {
    return this.#snapshot.schema;
  }

  /** The table's identity and properties. */
  get metaData(): Metadata {
    return this.#snapshot.metaData;
  }

  /** The newest version that this object has seen. */
  get version(): number {
    return this.#snapshot.version;
  }

  /**
   * Adds rows in one commit. When it resolves, they survive a power cut and any reader sees them; when it rejects,
   * none of them is in the table, save after a `write_failed` that says so. Appends to one object queue up.
   * Without rows there is no commit. The rows must stay as they are until then.
   *
   * A `txn` is recorded in the same commit, without rows too, and makes it happen once: when the table has recorded that
   * version of the application or a later one, there is no commit; when another writer records an earlier one meanwhile,
   * the table is busy.
   * @throws {DeltaError} `invalid_row`, `write_failed`, `table_changed`, `table_busy`
   */
  append(rows: readonly Row[], { txn }: { readonly txn?: Transaction } = {}): Promise<Appended> {
    return this.#inTurn(() => this.#append(rows, txn));
  }

  /** The newest version that an application has recorded with its rows. */
  transaction(appId: string): number | undefined {
    return this.#snapshot.transactions.get(appId)?.version;
  }

  /**
   * Makes what the table shows survive a power cut, also what a killed writer had just committed.
   * @throws {DeltaError} `write_failed`
   */
  sync(): Promise<void> {
    return this.#inTurn(() => this.#syncLog());
  }

  /**
   * Alters the table in one commit, after the appends before it: rows stay that fit, or all go. When it rejects, the
   * table is as it was, save after a `write_failed` that says so.
   * @throws {DeltaError} `invalid_schema`, `append_only`, `write_failed`, `table_changed`, `table_busy`
   */
  alter(change: TableChange): Promise<void> {
    return this.#inTurn(() => this.#alter(change));
  }

  /** Waits for appends under way, and leaves a checkpoint if one is due. */
  async close(): Promise<void> {
    this.#queue = this.#queue.then(() => this.#checkpointer.finish(this.#snapshot));
    await this.#queue;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #inTurn<T>(commit: () => Promise<T>): Promise<T> {
    const committed = this.#queue.then(commit);
    this.#queue = committed.then(
      () => this.#checkpointer.afterCommit(this.#snapshot),
      () => undefined,
    );
    return committed;
  }

  async #alter(change: TableChange): Promise<void> {
    const { schema } = change;
    requireSchema(this.#table, schema);
    const pivot = compilePivot(schema);
    let actions: readonly Action[];
    try {
      // What joined the table during a lost race has to go as well.
      actions = await this.#claimVersion(() => alteration(this.#snapshot, change));
    } catch (error) {
      throw writeFailure(this.#table, error);
    }
    advance(this.#snapshot, actions);
    for (const action of actions) {
      if ("protocol" in action) this.#snapshot = { ...this.#snapshot, protocol: action.protocol };
      if ("metaData" in action) this.#snapshot = { ...this.#snapshot, metaData: action.metaData, schema };
    }
    this.#pivot = pivot;
    await this.#syncLog();
  }

  async #append(rows: readonly Row[], txn: Transaction | undefined): Promise<Appended> {
    const nothing = { version: this.version, bytes: 0 };
    if (this.#hasRecorded(txn) || (rows.length === 0 && txn === undefined)) return nothing;
    const file = rows.length === 0 ? undefined : this.#encode(rows);
    const actions: readonly Action[] = [
      { commitInfo: commitInfo("WRITE", { mode: "Append" }) },
      ...(txn === undefined ? [] : [{ txn }]),
      ...(file === undefined ? [] : [{ add: file.add }]),
    ];
    try {
      if (file !== undefined) {
        await writeSynced(file.path, file.bytes);
        await syncDirectory(this.#table);
      }
      const before = this.#recorded(txn);
      const claimed = await this.#claimVersion(() => {
        if (this.#hasRecorded(txn)) return undefined;
        // Whoever won a race was the same application, and may have brought some of the rows.
        if (this.#recorded(txn) !== before)
          throw this.#busy("another writer has recorded the same application");
        return actions;
      });
      if (claimed === undefined) {
        if (file !== undefined) await discard(file.path);
        return { ...nothing, version: this.version };
      }
    } catch (error) {
      if (file !== undefined) await discard(file.path);
      throw writeFailure(this.#table, error);
    }
    advance(this.#snapshot, actions);
    await this.#syncLog();
    return { version: this.version, bytes: file?.add.size ?? 0 };
  }

  /** The data file of rows, still to be written. */
  #encode(rows: readonly Row[]): { path: string; bytes: Uint8Array; add: AddFile } {
    const columns = this.#pivot(rows);
    const codec = codecFor(this.metaData.configuration);
    const bytes = encodeParquet(this.schema, columns, codec);
    const name = ownedName(codec.suffix);
    const add = {
      path: name,
      partitionValues: {},
      size: bytes.byteLength,
      modificationTime: Date.now(),
      dataChange: true,
      stats: fileStats(this.schema, columns, rows.length),
    };
    return { path: join(this.#table, name), bytes, add };
  }

  #hasRecorded(txn: Transaction | undefined): boolean {
    return txn !== undefined && (this.#recorded(txn) ?? -1) >= txn.version;
  }

  #recorded(txn: Transaction | undefined): number | undefined {
    return txn === undefined ? undefined : this.transaction(txn.appId);
  }

  #busy(why: string): DeltaError {
    return new DeltaError("table_busy", `${this.#table}: ${why}; append again`);
  }

  async #syncLog(): Promise<void> {
    try {
      await syncDirectory(this.#log);
    } catch (cause) {
      const message = `version ${this.version} of ${this.#table} is committed but might not survive a power cut`;
      throw new DeltaError("write_failed", message, { cause });
    }
  }

  /**
   * Commits as the version after the newest, and returns what it committed; nothing once there is nothing to commit any
   * more. Others' files only join the table, so that no append is in the way of another.
   */
  async #claimVersion<Actions extends readonly Action[] | undefined>(
    actionsNow: () => Actions,
  ): Promise<Actions> {
    for (let race = 0; race < RACES; race++) {
      const actions = actionsNow();
      if (actions === undefined || (await writeCommit(this.#log, this.version + 1, actions))) return actions;
      await this.#catchUp();
    }
    throw this.#busy(`other writers won ${RACES} races`);
  }

  async #catchUp(): Promise<void> {
    for (;;) {
      const actions = await readCommit(this.#log, this.version + 1);
      if (actions === undefined) return;
      if (actions.some((action) => "protocol" in action || "metaData" in action)) {
        const message = `${this.#table} was altered in version ${this.version + 1}; open it again`;
        throw new DeltaError("table_changed", message);
      }
      advance(this.#snapshot, actions);
    }
  }
}
