import { expect, test } from "vitest";
import { Ledger, type Stored } from "./ledger.js";

const CLEAN: Stored = { rows: [], side: 0, leftovers: [] };

test("a row that was acked has to be there, one that was not may be", () => {
  const ledger = new Ledger();
  const [acked, sent] = [ledger.send(), ledger.send()];
  ledger.ack(acked.id);
  expect(ledger.violations({ ...CLEAN, rows: [acked, sent] })).toEqual([]);
  expect(ledger.violations({ ...CLEAN, rows: [acked] })).toEqual([]);
  expect(ledger.violations({ ...CLEAN, rows: [sent] })).toEqual([
    "1 rows are lost that were acked or seen: 0",
  ]);
});

test("a row that was seen must not go any more", () => {
  const ledger = new Ledger();
  ledger.saw({ ...CLEAN, rows: [ledger.send()], side: 2 });
  expect(ledger.violations(CLEAN)).toEqual([
    "1 rows are lost that were acked or seen: 0",
    "the side table is 0, told was 2",
  ]);
  expect(ledger.acked).toBe(0);
});

test("no row may be there twice, changed, or out of nowhere", () => {
  const ledger = new Ledger();
  const row = ledger.send();
  expect(ledger.violations({ ...CLEAN, rows: [row, row] })).toEqual(["1 rows are there more than once: 0"]);
  expect(
    ledger.violations({
      ...CLEAN,
      rows: [
        { ...row, note: "x" },
        { id: 7, note: "note 7" },
      ],
    }),
  ).toEqual(["2 rows were never sent so: 0, 7"]);
});

test("a table is what it was told to be, or what it was about to become", () => {
  const ledger = new Ledger();
  ledger.sideMayBe(1);
  expect(ledger.violations({ ...CLEAN, side: 0 })).toEqual([]);
  expect(ledger.violations({ ...CLEAN, side: 1 })).toEqual([]);
  ledger.sideIs(1);
  expect(ledger.violations({ ...CLEAN, side: 0 })).toEqual(["the side table is 0, told was 1"]);
});

test("nothing may be left over", () => {
  expect(new Ledger().violations({ ...CLEAN, leftovers: ["a.tmp"] })).toEqual([
    "1 files are left over: a.tmp",
  ]);
});
