import { expect, test } from "vitest";
import { formatScript } from "./statement.js";

test("puts notes above their statement, and a line between statements", () => {
  const script = formatScript([{ sql: "SELECT 1", notes: ["one", "two"] }, { notes: ["by hand"] }]);
  expect(script).toBe("-- one\n-- two\nSELECT 1;\n\n-- by hand");
});

test.each([
  ["a\nDROP TABLE t;", "-- a DROP TABLE t;"],
  ["a\r\u2028b\u001b[2J", "-- a b [2J"],
  ["goes on \\", "-- goes on \\."],
  ["goes on \\ \n", "-- goes on \\."],
  ["$\u007bx} {{y}} {{{z", "-- $ {x} { {y}} { { {z"],
])("keeps the note %j in its line", (note, line) => {
  expect(formatScript([{ sql: "SELECT 1", notes: [note] }])).toBe(`${line}\nSELECT 1;`);
});
