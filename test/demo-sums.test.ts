import { expect, test } from "vitest";
import { ColumnSums } from "../examples/demo/src/column-sums.js";

const COLUMNS = ["date", "delay", "distance", "origin", "destination"];

// Two real flights whose texts have the same hash of 26 bits.
const DALLAS = [978343800000000n, 62n, 868n, "DFW", "PHX"];
const SACRAMENTO = [978368700000000n, 0n, 397n, "SMF", "LAS"];

test("tells every row from every other when some are there twice", () => {
  const sums = new ColumnSums(COLUMNS, true);
  sums.add(DALLAS);
  sums.add(SACRAMENTO);
  const taken = [DALLAS, DALLAS, SACRAMENTO, SACRAMENTO].map((row) => sums.takeOut(row));
  expect(taken).toEqual([true, false, true, false]);
});

test("tells a missing value from text that is empty", () => {
  const sums = new ColumnSums(["origin"], true);
  sums.add([null]);
  expect(sums.takeOut([""])).toBe(false);
  expect(sums.takeOut([null])).toBe(true);
});
