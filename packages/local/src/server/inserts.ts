import { setTimeout as delay } from "node:timers/promises";
import { MAX_SERVER_MESSAGE_BYTES } from "@zerobus-gen/runtime/protocol";
import type { FaultBook } from "../faults/fault-book.js";
import type { Caller } from "../ingest/authorize.js";
import { commitInsert, readInsert } from "../ingest/insert.js";
import { authorizedTable, type StreamContext } from "../ingest/open-stream.js";
import { Refusal } from "../ingest/refusal.js";
import { refuseRows } from "./refusing-faults.js";

/** Largest body, in bytes: as that of a gRPC message. */
export const MAX_INSERT_BYTES: number = MAX_SERVER_MESSAGE_BYTES;

/** The bodies of all requests at a time may have as much together. */
const MAX_TOTAL_BYTES = 8 * MAX_INSERT_BYTES;

const COMMIT_MS = 30_000;

/** One request to add rows, its body not read yet. */
export interface InsertRequest {
  readonly table: string;
  readonly caller: Caller;
  /** How large the body says that it is; undefined when it does not. */
  readonly contentLength: number | undefined;
  /** The body; undefined when it is larger than {@link MAX_INSERT_BYTES}. */
  readonly body: () => Promise<Uint8Array | undefined>;
}

/** Rows that come one request at a time, without a stream. */
export class Inserts {
  readonly #context: StreamContext;
  readonly #faults: FaultBook;
  readonly #commitMs: number;
  #bytes = 0;
  #stopped = false;

  /** @param commitMs how long a request waits until its rows are durable */
  constructor(context: StreamContext, faults: FaultBook, commitMs: number = COMMIT_MS) {
    this.#context = context;
    this.#faults = faults;
    this.#commitMs = commitMs;
  }

  /**
   * Adds the rows of a request, all or none; resolves when they are durable.
   * @throws {Refusal} with the code that the service answers. After DEADLINE_EXCEEDED and UNAVAILABLE they may be
   * stored all the same
   */
  async insert({ table, caller, contentLength, body }: InsertRequest): Promise<void> {
    // What can be refused without the body, is.
    authorizedTable(table, caller, this.#context);
    const reserved = Math.min(contentLength ?? MAX_INSERT_BYTES, MAX_INSERT_BYTES);
    if (this.#bytes + reserved > MAX_TOTAL_BYTES) {
      throw new Refusal("RESOURCE_EXHAUSTED", "too many requests at once; send them again, later");
    }
    this.#bytes += reserved;
    let durable = Promise.resolve();
    try {
      const bytes = await body();
      if (bytes === undefined) {
        throw new Refusal(
          "INVALID_ARGUMENT",
          `Batch size exceeds maximum allowed size: allowed are ${MAX_INSERT_BYTES} bytes`,
        );
      }
      durable = this.#commit(table, caller, bytes);
      await this.#inTime(durable);
    } finally {
      // Rows that wait for the disk take their room, also when nobody waits for them any more.
      const free = (): void => {
        this.#bytes -= reserved;
      };
      durable.then(free, free);
    }
  }

  /** Takes nothing more. What was accepted is committed with the rest. */
  stop(): void {
    this.#stopped = true;
  }

  #commit(fullName: string, caller: Caller, bytes: Uint8Array): Promise<void> {
    if (this.#stopped) throw new Refusal("UNAVAILABLE", "the local server is stopping");
    const table = authorizedTable(fullName, caller, this.#context);
    const { encoded, rows } = readInsert(bytes, table);
    refuseRows(this.#faults, { table: fullName, requests: 0 }, rows, 0n);
    return commitInsert(table, encoded, bytes.length);
  }

  async #inTime(durable: Promise<void>): Promise<void> {
    const inTime = new AbortController();
    const late = delay(this.#commitMs, true, { ref: false, signal: inTime.signal }).catch(() => false);
    const done = durable.finally(() => inTime.abort());
    // Whoever gave up waiting does not hear of it any more.
    done.catch(() => {});
    if (await Promise.race([done, late])) {
      throw new Refusal("DEADLINE_EXCEEDED", "the rows are not stored yet; they may be later");
    }
  }
}
