import { expect, test } from "vitest";
import { inPool } from "./steady-pool.js";

test("works on so many at a time, and keeps the order", async () => {
  const open = new Map<number, () => void>();
  let most = 0;
  const done = inPool([0, 1, 2, 3, 4], 2, async (item) => {
    await new Promise<void>((resolve) => open.set(item, resolve));
    most = Math.max(most, open.size);
    open.delete(item);
    return item * 10;
  });
  // The slow first one does not keep the others.
  for (const item of [1, 2, 3, 4, 0]) {
    while (!open.has(item)) await Promise.resolve();
    open.get(item)?.();
  }
  expect(await done).toEqual([0, 10, 20, 30, 40]);
  expect(most).toBe(2);
});

test("begins nothing more after a failure", async () => {
  const begun: number[] = [];
  let finish: (() => void) | undefined;
  const slow = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const done = inPool([0, 1, 2, 3], 2, async (item) => {
    begun.push(item);
    if (item === 1) throw new Error("no");
    await slow;
  });
  await expect(done).rejects.toThrow("no");
  finish?.();
  await new Promise((resolve) => setImmediate(resolve));
  expect(begun).toEqual([0, 1]);
});

test("has nothing to do with nothing", async () => {
  expect(await inPool([], 8, async () => 1)).toEqual([]);
});
