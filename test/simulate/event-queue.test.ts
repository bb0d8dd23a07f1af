import fc from "fast-check";
import { expect, test } from "vitest";
import { EventQueue } from "./event-queue.js";

test("everything happens in the order of time, and what is set for one time in the order in which it was set", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20), { maxLength: 200 }), (times) => {
      const queue = new EventQueue();
      const happened: (readonly [number, number])[] = [];
      for (const [order, at] of times.entries()) {
        queue.at(at, () => happened.push([queue.now, order]));
      }
      queue.runUntil(20);
      const wanted = times.map((at, order) => [at, order] as const);
      wanted.sort(([one, first], [other, second]) => one - other || first - second);
      expect(happened).toEqual(wanted);
    }),
  );
});

test("what is later than the end waits, and what is set for the past happens now", () => {
  const queue = new EventQueue();
  const happened: number[] = [];
  queue.at(11, () => happened.push(queue.now));
  queue.runUntil(10);
  expect([queue.now, happened]).toEqual([10, []]);
  queue.at(3, () => happened.push(queue.now));
  queue.in(5, () => happened.push(queue.now));
  queue.runUntil(20);
  expect(happened).toEqual([10, 11, 15]);
});
