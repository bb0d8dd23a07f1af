import { expect, test } from "vitest";
import { SLAB_BYTES, SlabPool } from "./slab-pool.js";

test("gives a slab again once its last user has let go of it", () => {
  const pool = new SlabPool();
  const slab = pool.take();
  pool.hold(slab);
  pool.hold(slab);
  for (let users = 3; users > 0; users--) {
    expect(pool.take()).not.toBe(slab);
    pool.release(slab);
  }
  expect(pool.take()).toBe(slab);
  expect(pool.take()).not.toBe(slab);
});

test("takes a slab back once, however often it is released", () => {
  const pool = new SlabPool();
  const slab = pool.take();
  pool.release(slab);
  pool.release(slab);
  expect(pool.take()).toBe(slab);
  expect(pool.take()).not.toBe(slab);
});

test("takes no memory that is not its own", () => {
  const pool = new SlabPool();
  const foreign = Buffer.alloc(SLAB_BYTES);
  pool.hold(foreign);
  pool.release(foreign);
  pool.release(foreign);
  expect(pool.take()).not.toBe(foreign);
});

test("keeps eight slabs and lets the others go", () => {
  const pool = new SlabPool();
  const slabs = new Set(Array.from({ length: 100 }, () => pool.take()));
  for (const slab of slabs) pool.release(slab);
  const again = Array.from({ length: 100 }, () => pool.take());
  expect(again.filter((slab) => slabs.has(slab))).toHaveLength(8);
  expect(new Set(again).size).toBe(100);
});
