import type { EncodedRows } from "../../record/encoded-rows.js";
import type { JsonObject } from "../../schema/json-object.js";
import type { Row } from "../../schema/row.js";
import type { StructType } from "../../schema/struct-type.js";
import { deltaReading } from "../delta-reading.js";
import type {
  Appended,
  CommittedRows,
  Materialized,
  NewestRows,
  StoreChange,
  TablePosition,
  TableStore,
} from "../table-store.js";
import { packRows } from "./packed-rows.js";
import type { TableState } from "./thread-call.js";
import type { ThreadLife } from "./thread-life.js";

/** Where a table is open: a thread that may be dead by now, and the number that it knows the table by. */
export interface OpenIn {
  readonly thread: ThreadLife;
  readonly table: number;
  readonly state: TableState;
}

/** A table that lives in a thread. If that has died, the table is opened in the next one when it is used again. */
export class ThreadStore implements TableStore {
  /** Here, and not in the thread, which has to commit meanwhile. */
  readonly #reading: ReturnType<typeof deltaReading>;
  readonly #open: () => Promise<OpenIn>;
  #at: OpenIn;
  #materialized: (commit: Materialized) => void = () => {};
  #state: TableState;
  /** Opened once for all who ask meanwhile: a log that two stores write is lost. */
  #reopening: Promise<void> | undefined;

  /** @param open opens the table in the thread that there is now */
  constructor(directory: string, at: OpenIn, open: () => Promise<OpenIn>) {
    this.#reading = deltaReading(directory, this);
    this.#open = open;
    this.#at = at;
    this.#state = at.state;
    this.#listen();
  }

  get id(): string {
    return this.#state.id;
  }

  get createdMs(): number {
    return this.#state.createdMs;
  }

  get schema(): StructType {
    return this.#state.schema;
  }

  get info(): JsonObject | undefined {
    return this.#state.info;
  }

  get version(): number {
    return this.#state.version;
  }

  async append(requests: readonly EncodedRows[]): Promise<Appended> {
    const { thread, table } = await this.#alive();
    const rows = packRows(requests, (plan) => thread.plans.idOf(plan));
    const { appended, version } = await thread.call<"append">(
      { kind: "append", table, rows, plans: thread.plans.news() },
      [rows.bytes.buffer, rows.lengths.buffer, rows.requests.buffer],
    );
    this.#state = { ...this.#state, version };
    return appended;
  }

  async alter(change: StoreChange): Promise<void> {
    const { thread, table } = await this.#alive();
    try {
      this.#state = await thread.call<"alter">({ kind: "alter", table, change });
    } catch (error) {
      // Nobody has said whether the table is altered now: look.
      if (thread.isDead) await this.#alive().catch(() => undefined);
      throw error;
    }
  }

  async materialize(): Promise<void> {
    const { thread, table } = await this.#alive();
    this.#state = await thread.call<"materialize">({ kind: "materialize", table });
  }

  hear(materialized: (commit: Materialized) => void): void {
    this.#materialized = materialized;
  }

  read(): AsyncIterable<Row> {
    return this.#reading.read();
  }

  newest(limit: number): NewestRows {
    return this.#reading.newest(limit);
  }

  after(position: TablePosition): AsyncIterable<CommittedRows> {
    return this.#reading.after(position);
  }

  async close(): Promise<void> {
    const { thread, table } = this.#at;
    if (!thread.isDead) await thread.call<"close">({ kind: "close", table });
    thread.leave(table);
  }

  #listen(): void {
    const { thread, table } = this.#at;
    thread.hear(table, (commit) => {
      this.#state = { ...this.#state, version: commit.version };
      this.#materialized(commit);
    });
  }

  async #alive(): Promise<OpenIn> {
    while (this.#at.thread.isDead) {
      this.#reopening ??= this.#reopen().finally(() => {
        this.#reopening = undefined;
      });
      await this.#reopening;
    }
    return this.#at;
  }

  async #reopen(): Promise<void> {
    this.#at = await this.#open();
    this.#state = this.#at.state;
    this.#listen();
  }
}
