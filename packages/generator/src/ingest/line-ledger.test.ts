import fc from "fast-check";
import { expect, test } from "vitest";
import { LineLedger } from "./line-ledger.js";

test("nothing is done before the first ack", () => {
  const ledger = new LineLedger();
  ledger.accept(1);
  expect(ledger.done).toBe(0);
});

test("knows the line of every row that is not acked, and how far all is done, after any history", () => {
  const history = fc.array(fc.oneof(fc.record({ skip: fc.nat(3) }), fc.record({ ack: fc.nat(5) })), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(history, (steps) => {
      const ledger = new LineLedger();
      const lines: number[] = [];
      let line = 0;
      let acked = 0;
      for (const step of steps) {
        if ("skip" in step) {
          line += 1 + step.skip;
          lines.push(line);
          ledger.accept(line);
        } else if (acked + step.ack <= lines.length && step.ack > 0) {
          acked += step.ack;
          ledger.ack(acked - 1);
        }
        expect(ledger.done).toBe(lines[acked - 1] ?? 0);
        for (let at = acked; at < lines.length; at++) expect(ledger.lineOf(at)).toBe(lines[at]);
      }
    }),
  );
});

test("keeps the lines of what is in flight only", () => {
  const ledger = new LineLedger();
  for (let at = 0; at < 200_000; at++) {
    ledger.accept(at + 1);
    ledger.ack(at);
  }
  expect(ledger.done).toBe(200_000);
  expect(ledger.lineOf(100)).toBeUndefined();
});

test("an ack that comes late changes nothing", () => {
  const ledger = new LineLedger();
  for (const line of [1, 2, 3]) ledger.accept(line);
  ledger.ack(2);
  ledger.ack(0);
  expect(ledger.done).toBe(3);
});
