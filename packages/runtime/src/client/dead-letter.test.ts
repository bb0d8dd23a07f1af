import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { ZerobusError } from "../errors.js";
import { temporaryFolder } from "../testing/temporary-folder.js";
import { appendDeadLetter } from "./dead-letter.js";

const disk = vi.hoisted(() => ({ writes: 0, syncs: 0, takes: Number.POSITIVE_INFINITY }));

vi.mock("node:fs", async (original) => {
  const fs = await original<typeof import("node:fs")>();
  return {
    ...fs,
    writeSync: (fd: number, bytes: Uint8Array, offset = 0) => {
      disk.writes++;
      return fs.writeSync(fd, bytes, offset, Math.min(bytes.length - offset, disk.takes));
    },
    fsyncSync: (fd: number) => {
      disk.syncs++;
      fs.fsyncSync(fd);
    },
  };
});

beforeEach(() => void Object.assign(disk, { writes: 0, syncs: 0, takes: Number.POSITIVE_INFINITY }));

const error = new ZerobusError("row_rejected", "the server rejects this row", {
  table: "main.shop.orders",
  offset: 7,
});

/** The row of the one letter in a new file, as JSON has it. */
function asLetter(row: unknown): unknown {
  const file = join(temporaryFolder(), "dead.ndjson");
  appendDeadLetter(file, row, error);
  return JSON.parse(readFileSync(file, "utf8")).row;
}

test("a letter is one line: which row of which table, why, and the row", () => {
  const file = join(temporaryFolder(), "dead.ndjson");
  appendDeadLetter(file, { text: "two\nlines\u2028, \u0000 and a \ud800" }, error);
  appendDeadLetter(file, { n: 2 }, new ZerobusError("invalid_row", "no", { table: "main.shop.orders" }));
  const lines = readFileSync(file, "utf8").split("\n");
  expect(lines.slice(0, -1).map((line) => JSON.parse(line))).toEqual([
    {
      table: "main.shop.orders",
      offset: 7,
      code: "row_rejected",
      error: "[row_rejected] main.shop.orders: the server rejects this row",
      row: { text: "two\nlines\u2028, \u0000 and a \ud800" },
    },
    {
      table: "main.shop.orders",
      code: "invalid_row",
      error: "[invalid_row] main.shop.orders: no",
      row: { n: 2 },
    },
  ]);
  expect(lines.at(-1)).toBe("");
});

test("a letter is on the disk itself, all of it, when it counts as written", () => {
  const file = join(temporaryFolder(), "dead.ndjson");
  disk.takes = 10;
  appendDeadLetter(file, { n: 1 }, error);
  expect(disk.writes).toBeGreaterThan(5);
  expect(disk.syncs).toBe(1);
  expect(JSON.parse(readFileSync(file, "utf8")).row).toEqual({ n: 1 });
});

test("the file is its owner's alone", () => {
  const file = join(temporaryFolder(), "dead.ndjson");
  appendDeadLetter(file, {}, error);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test.each<[string, unknown, unknown]>([
  ["text", "naïve 列 😀", "naïve 列 😀"],
  ["a number", -1.5e300, -1.5e300],
  ["NaN", Number.NaN, "NaN"],
  ["an infinity", Number.NEGATIVE_INFINITY, "-Infinity"],
  ["a negative zero", -0, "-0"],
  ["the greatest whole number that JSON keeps", 2n ** 53n - 1n, 2 ** 53 - 1],
  ["a greater one", 2n ** 53n, "9007199254740992"],
  ["the least BIGINT", -(2n ** 63n), "-9223372036854775808"],
  ["bytes", Uint8Array.of(0, 255, 128), "AP+A"],
  ["no bytes", new Uint8Array(), ""],
  ["nothing", null, null],
  [
    "a MAP, in its order",
    new Map([
      ["b", 1n],
      ["a", 2n],
    ]),
    { b: 1, a: 2 },
  ],
  [
    "a MAP of bytes and maps",
    new Map([[1n, { in: new Map([[true, Uint8Array.of(1)]]) }]]),
    { 1: { in: { true: "AQ==" } } },
  ],
  ["an ARRAY of STRUCT", [{ at: 2n ** 60n }, { at: null }], [{ at: String(2n ** 60n) }, { at: null }]],
])("%s is written so that it can be told", (_, value, told) => {
  expect(asLetter({ value })).toEqual({ value: told });
});

test("columns and keys with the names of an object's own members are no more than names", () => {
  const keys = new Map([
    ["__proto__", "a"],
    ["toJSON", "b"],
    ["constructor", "c"],
  ]);
  const row = Object.fromEntries([...keys, ["keys", keys]]);
  const names = '"__proto__":"a","toJSON":"b","constructor":"c"';
  expect(JSON.stringify(asLetter(row))).toBe(`{${names},"keys":{${names}}}`);
});

describe("a letter that was cut short", () => {
  test.each(['{"table":"main.sh', "x"])("takes no other with it: %s", (torn) => {
    const file = join(temporaryFolder(), "dead.ndjson");
    writeFileSync(file, torn);
    appendDeadLetter(file, { n: 1 }, error);
    appendDeadLetter(file, { n: 2 }, error);
    const lines = readFileSync(file, "utf8").split("\n");
    expect(lines[0]).toBe(torn);
    expect(lines.slice(1, -1).map((line) => JSON.parse(line).row)).toEqual([{ n: 1 }, { n: 2 }]);
  });
});

test("a file that cannot be written is said by the operating system", () => {
  const folder = join(temporaryFolder(), "dead");
  mkdirSync(folder);
  expect(() => appendDeadLetter(folder, {}, error)).toThrow("EISDIR");
  expect(() => appendDeadLetter(join(folder, "none", "file"), {}, error)).toThrow("ENOENT");
});
