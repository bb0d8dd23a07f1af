import type { JsonObject } from "../../schema/json-object.js";
import type { StructType } from "../../schema/struct-type.js";
import type { AckSettings } from "../ack-mode.js";
import type { TableFormat } from "../table-store.js";
import type { TableState } from "./thread-call.js";
import { ThreadLife } from "./thread-life.js";
import { type OpenIn, ThreadStore } from "./thread-store.js";

/**
 * Tables that live in a thread of their own, so that encoding and syncing them is in nobody's way. A thread that dies
 * fails what it was asked, and the next use of a table starts another.
 */
export class ThreadFormat implements TableFormat {
  readonly #settings: AckSettings;
  readonly #log: (line: string) => void;
  readonly #program: URL | undefined;
  #thread: ThreadLife | undefined;
  #tables = 0;
  #isClosed = false;

  /** @param program what runs in the thread, for tests */
  constructor(settings: AckSettings, log: (line: string) => void = () => {}, program?: URL) {
    this.#settings = settings;
    this.#log = log;
    this.#program = program;
  }

  /** Starts the thread, which takes a moment, before it is needed. */
  start(): void {
    this.#living();
  }

  async create(directory: string, schema: StructType, info?: JsonObject): Promise<ThreadStore> {
    const create = (thread: ThreadLife, table: number): Promise<TableState> =>
      thread.call<"create">({ kind: "create", table, directory, schema, info });
    return new ThreadStore(directory, await this.#openBy(create), () => this.#open(directory));
  }

  async open(directory: string): Promise<ThreadStore> {
    return new ThreadStore(directory, await this.#open(directory), () => this.#open(directory));
  }

  /** Ends the thread, also when it hangs. Close the tables first. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#thread?.end();
  }

  #open(directory: string): Promise<OpenIn> {
    return this.#openBy((thread, table) => thread.call<"open">({ kind: "open", table, directory }));
  }

  async #openBy(by: (thread: ThreadLife, table: number) => Promise<TableState>): Promise<OpenIn> {
    const thread = this.#living();
    const table = this.#tables++;
    return { thread, table, state: await by(thread, table) };
  }

  #living(): ThreadLife {
    if (this.#isClosed) throw new Error("the server was closed");
    if (this.#thread === undefined || this.#thread.isDead) {
      this.#thread = new ThreadLife(this.#settings, this.#log, this.#program);
    }
    return this.#thread;
  }
}
