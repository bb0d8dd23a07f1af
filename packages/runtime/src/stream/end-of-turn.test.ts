import { expect, test } from "vitest";
import { atEndOfTurn } from "./end-of-turn.js";

test("calls back behind all that runs, and in the order of other microtasks", async () => {
  const order: string[] = [];
  queueMicrotask(() => order.push("a microtask before"));
  atEndOfTurn(() => order.push("the end of the turn"));
  queueMicrotask(() => order.push("a microtask behind"));
  order.push("what runs");
  await Promise.resolve();
  expect(order).toEqual(["what runs", "a microtask before", "the end of the turn", "a microtask behind"]);
});
