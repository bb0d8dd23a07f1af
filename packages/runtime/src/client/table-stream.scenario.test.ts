import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { RowWriter } from "../codegen/row-writer.js";
import { BackpressureError, type ErrorCode, ZerobusError } from "../errors.js";
import { defineTable } from "../table/define-table.js";
import { type InMemoryCall, InMemoryTransport } from "../testing/in-memory-transport.js";
import { sharedBy } from "../testing/numbered-rows.js";
import { openTable } from "./open-table.js";
import type { CloseReport, TableStream } from "./table-stream.js";

interface Row {
  readonly n: number;
}

const Rows = defineTable<Row>({
  name: "main.test.rows",
  fingerprint: "sha256:0",
  descriptor: "",
  write: (w: RowWriter, row: Row) => w.int(1, "n", row.n),
});

type Step =
  | { readonly kind: "ingest"; readonly rows: number }
  /** The server acks this many of the messages that it has not acked. */
  | { readonly kind: "ack"; readonly messages: number }
  | { readonly kind: "create" | "ack nonsense" | "stop taking" | "take" | "close" }
  | { readonly kind: "end"; readonly code: ErrorCode | undefined }
  | { readonly kind: "signal"; readonly durationMs: number }
  | { readonly kind: "pass"; readonly ms: number };

const code = fc.constantFrom<ErrorCode | undefined>(
  "unavailable",
  "timeout",
  "unauthenticated",
  "table_not_found",
  undefined,
);
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant("ingest" as const), rows: fc.integer({ min: 1, max: 5 }) }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant("ack" as const), messages: fc.integer({ min: 1, max: 3 }) }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("create" as const) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom("stop taking" as const, "take" as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("end" as const), code }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("signal" as const), durationMs: fc.nat(5_000) }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("pass" as const), ms: fc.constantFrom(1, 500, 2_000, 10_000) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("ack nonsense" as const, "close" as const) }) },
);

/** A stream, the server it talks to, and what both know. */
class Scenario {
  readonly #transport = new InMemoryTransport();
  readonly #abort = new AbortController();
  readonly #stream: TableStream<Row>;
  readonly #created = new Set<InMemoryCall>();
  /** How many messages of each call are acked. */
  readonly #ackedMessages = new Map<InMemoryCall, number>();
  /** Rows in messages that the server has acked. */
  readonly #durable = new Set<number>();
  #report: Promise<CloseReport<Row>> | undefined;
  #accepted = 0;

  constructor(recovery: boolean) {
    const options = { recovery, maxInflightRequests: 12, flushTimeoutMs: 30_000 };
    this.#stream = openTable(Rows, sharedBy(this.#transport), options, () => {});
  }

  async do(step: Step): Promise<void> {
    const call = this.#transport.calls.at(-1);
    switch (step.kind) {
      case "ingest":
        for (let row = 0; row < step.rows; row++) this.#ingest();
        break;
      case "close":
        this.#report ??= this.#stream.close({ signal: this.#abort.signal });
        break;
      case "pass":
        await vi.advanceTimersByTimeAsync(step.ms);
        break;
      default:
        if (call !== undefined) this.#serve(call, step);
    }
    await vi.advanceTimersByTimeAsync(0);
    expect(this.#stream.accepted).toBe(this.#accepted);
    expect(this.#stream.acked).toBeLessThanOrEqual(this.#durable.size);
  }

  /** Closes without patience, and checks that every row is accounted for. */
  async end(): Promise<void> {
    this.#abort.abort();
    this.#report ??= this.#stream.close({ signal: this.#abort.signal });
    await vi.advanceTimersByTimeAsync(500);
    const { acked, unacked, error } = await this.#report;
    const rows = Array.from({ length: this.#accepted }, (_, n) => n);
    expect(unacked.map(({ n }) => n)).toEqual(rows.slice(acked));
    expect(rows.slice(0, acked).every((n) => this.#durable.has(n))).toBe(true);
    expect(error === undefined).toBe(unacked.length === 0);
    for (const call of this.#transport.calls) this.#expectInOrder(call);
    expect(vi.getTimerCount()).toBe(0);
  }

  #ingest(): void {
    try {
      this.#stream.ingest({ n: this.#accepted });
      this.#accepted++;
    } catch (error) {
      if (!(error instanceof ZerobusError)) throw error;
      if (error instanceof BackpressureError) expect(this.#stream.isFull).toBe(true);
      else expect(this.#report !== undefined || error.code !== "closed").toBe(true);
    }
  }

  #serve(call: InMemoryCall, step: Step): void {
    switch (step.kind) {
      case "create":
        if (call.createRequest === undefined || this.#created.has(call)) return;
        this.#created.add(call);
        call.created();
        break;
      case "ack":
        this.#ack(call, step.messages);
        break;
      case "ack nonsense":
        call.ack(call.received.length);
        break;
      case "signal":
        call.signalClose(step.durationMs);
        break;
      case "end":
        call.end(step.code === undefined ? undefined : new ZerobusError(step.code, "from the server"));
        break;
      case "stop taking":
        call.takesMessages = false;
        break;
      case "take":
        call.takesMessages = true;
        call.take();
        break;
    }
  }

  #ack(call: InMemoryCall, messages: number): void {
    const before = this.#ackedMessages.get(call) ?? 0;
    const after = Math.min(before + messages, call.received.length);
    if (after === before) return;
    for (const rows of call.rows(Rows.write).slice(before, after))
      for (const { n } of rows) this.#durable.add(n);
    this.#ackedMessages.set(call, after);
    call.ack(after - 1);
  }

  /** Offsets count up from 0, and the rows are those accepted, one after the other. */
  #expectInOrder(call: InMemoryCall): void {
    expect(call.received.map(({ wireOffset }) => wireOffset)).toEqual([...call.received.keys()]);
    const numbers = call.rows(Rows.write).flatMap((rows) => rows.map(({ n }) => n));
    const first = numbers[0] ?? 0;
    expect(numbers).toEqual(numbers.map((_, at) => first + at));
  }
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test("every accepted row is acked or comes back, in order, whatever happens", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyStep, { maxLength: 60, size: "max" }),
      fc.boolean(),
      async (steps, recovery) => {
        const scenario = new Scenario(recovery);
        for (const step of steps) await scenario.do(step);
        await scenario.end();
      },
    ),
    { numRuns: 200 },
  );
});
