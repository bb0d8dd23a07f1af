import fc from "fast-check";
import { expect, test } from "vitest";
import { ZerobusError } from "../errors.js";
import { AckWaiters } from "./ack-waiters.js";

type Step =
  | { readonly kind: "add" | "ack"; readonly offset: number }
  | { readonly kind: "leave"; readonly at: number };

const offset = fc.nat(20);
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constantFrom("add" as const, "add" as const, "ack" as const), offset }),
  fc.record({ kind: fc.constant("leave" as const), at: fc.nat(10) }),
);

test("resolves those whose offset is acked, lowest first, and nobody else", () => {
  fc.assert(
    fc.property(fc.array(anyStep), (steps) => {
      const waiters = new AckWaiters();
      const resolved: number[] = [];
      const rejected: number[] = [];
      let waiting: { readonly offset: number; readonly leave: () => void }[] = [];
      for (const step of steps) {
        switch (step.kind) {
          case "add": {
            const { offset } = step;
            const leave = waiters.add({
              offset,
              resolve: () => resolved.push(offset),
              reject: () => rejected.push(offset),
            });
            waiting.push({ offset, leave });
            break;
          }
          case "ack": {
            waiters.ackThrough(step.offset);
            const acked = waiting.filter(({ offset }) => offset <= step.offset).map(({ offset }) => offset);
            expect(resolved.splice(0)).toEqual(acked.sort((a, b) => a - b));
            waiting = waiting.filter(({ offset }) => offset > step.offset);
            break;
          }
          case "leave": {
            const [gone] = waiting.splice(step.at, 1);
            gone?.leave();
            break;
          }
        }
        expect(resolved).toEqual([]);
      }
      waiters.rejectAll(new ZerobusError("closed", "no"));
      expect(rejected).toEqual(waiting.map(({ offset }) => offset).sort((a, b) => a - b));
    }),
  );
});

test("rejects all who wait with the error, once", () => {
  const waiters = new AckWaiters();
  const errors: ZerobusError[] = [];
  waiters.add({ offset: 1, resolve: () => expect.unreachable(), reject: (error) => errors.push(error) });
  const error = new ZerobusError("closed", "no");
  waiters.rejectAll(error);
  waiters.rejectAll(error);
  waiters.ackThrough(1);
  expect(errors).toEqual([error]);
});

test("forgets those who leave, however many, and settles nobody who has left", () => {
  const waiters = new AckWaiters();
  const settled: number[] = [];
  const leave = Array.from({ length: 10_000 }, (_, offset) =>
    waiters.add({ offset, resolve: () => settled.push(offset), reject: () => settled.push(-offset) }),
  );
  for (const [offset, leaves] of leave.entries()) if (offset % 100 !== 0) leaves();
  waiters.ackThrough(450);
  expect(settled).toEqual([0, 100, 200, 300, 400]);
  waiters.rejectAll(new ZerobusError("closed", "the end"));
  expect(settled).toHaveLength(100);
});
