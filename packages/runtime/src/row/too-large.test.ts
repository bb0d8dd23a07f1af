import { expect, test } from "vitest";
import { tooLarge } from "./too-large.js";

const MIB = 1024 * 1024;
const limit = /^is longer than \d+ bytes, the most a request carries/;

test.each<[string, unknown, string]>([
  ["bytes", { id: 1, body: new Uint8Array(11 * MIB) }, ": body has about 11534336"],
  ["text", { id: 1, text: "x".repeat(11 * MIB) }, ": text has about 11534336"],
  [
    "several columns, the largest three of them in order",
    { a: "x".repeat(2 * MIB), b: "x".repeat(4 * MIB), c: "x".repeat(3 * MIB), d: "x".repeat(2 * MIB - 1) },
    ": b has about 4194304, c has about 3145728, a has about 2097152",
  ],
  [
    "what is inside of lists, maps and structs",
    { list: [{ map: new Map([["k", new Set(["x".repeat(2 * MIB)])]]) }] },
    ": list has about 2097157",
  ],
  [
    "nothing that is large by itself",
    Object.fromEntries(Array.from({ length: 50 }, (_, at) => [at, "x"])),
    "",
  ],
  ["an iterable that was read", { items: new Array(3).values() }, ""],
  ["no row at all", "row", ""],
])("names what makes a row too large: %s", (_, row, columns) => {
  const { message } = tooLarge(row);
  expect(message).toMatch(limit);
  expect(message.replace(limit, "")).toBe(columns);
});

test("calls no getter, and comes to an end", () => {
  const row = {
    get body(): never {
      throw new Error("called");
    },
    self: {},
    doubled: [] as unknown[],
  };
  row.self = row;
  for (let times = 0; times < 60; times++) row.doubled = [row.doubled, row.doubled];
  expect(tooLarge(row).message).toMatch(limit);
});
