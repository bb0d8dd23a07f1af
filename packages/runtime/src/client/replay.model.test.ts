import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { RecordFormat } from "../row/record-format.js";
import { type NumberedRow, writeNumber } from "../testing/numbered-rows.js";
import { SpooledClient, tableOf } from "../testing/spooled-client.js";
import { temporaryFolder } from "../testing/temporary-folder.js";

const Rows = tableOf<NumberedRow>(writeNumber);
const KEYS = 4;

/** One process: how it is set up, what it takes, and which of its lanes hear from the server. */
interface Life {
  readonly lanes: number;
  readonly recordType: RecordFormat;
  readonly rows: number;
  readonly acks: readonly boolean[];
}

const anyLife: fc.Arbitrary<Life> = fc.record({
  lanes: fc.integer({ min: 1, max: 4 }),
  recordType: fc.constantFrom("proto", "json"),
  rows: fc.nat(12),
  acks: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
});

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "performance"] });
});

afterEach(() => void vi.useRealTimers());

/** The numbers that a call has brought, whatever the form of its rows. */
function numbersOf(call: SpooledClient<NumberedRow>["transport"]["calls"][number], format: RecordFormat) {
  if (format === "proto")
    return call
      .rows(writeNumber)
      .flat()
      .map(({ n }) => n);
  const texts = call.received.flatMap(({ rows }) => rows);
  return texts.map((text): number => JSON.parse(Buffer.from(text).toString()).n);
}

test("a row is sent by every process until one hears its ack, and by none later, in the order of its key", async () => {
  const run = async (lives: readonly Life[]): Promise<void> => {
    const dir = temporaryFolder();
    let unacked: readonly number[] = [];
    let next = 0;
    for (const { lanes, recordType, rows, acks } of lives) {
      const options = { lanes, recordType, laneKey: ({ n }: NumberedRow) => n % KEYS };
      const client = new SpooledClient(Rows, { dir, sync: "none" }, options);
      expect(client.stream.accepted).toBe(unacked.length);
      const added = Array.from({ length: rows }, () => next++);
      for (const n of added) client.stream.ingest({ n });
      unacked = [...unacked, ...added];
      await client.send();
      const { calls } = client.transport;
      const sent = calls.map((call) => numbersOf(call, recordType));
      for (let key = 0; key < KEYS; key++) {
        const ofKey = sent
          .map((numbers) => numbers.filter((n) => n % KEYS === key))
          .filter(({ length }) => length > 0);
        const expected = unacked.filter((n) => n % KEYS === key);
        expect(ofKey).toEqual(expected.length === 0 ? [] : [expected]);
      }
      const acked = new Set<number>();
      for (const [at, call] of calls.entries()) {
        if (acks[at] !== true || call.received.length === 0) continue;
        call.ack(call.received.length - 1);
        for (const n of sent[at] ?? []) acked.add(n);
      }
      unacked = unacked.filter((n) => !acked.has(n));
      await client.die();
    }
  };
  await fc.assert(fc.asyncProperty(fc.array(anyLife, { minLength: 1, maxLength: 6 }), run), { numRuns: 60 });
});
