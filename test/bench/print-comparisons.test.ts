import { expect, it } from "vitest";
import { AIMS, aimOf } from "./aims.js";
import { compared } from "./comparison.js";
import { printComparisons } from "./print-comparisons.js";

const good = compared("encode", "12 columns", "ns/row", 100, { name: "protobufjs", figure: 645.4321 });
const slow = compared("encode", "12 columns", "ns/row", 100, { name: "protobuf-es", figure: 1_500 });
const aimless = compared("startup", "import", "ms", 80, { name: "an empty process", figure: 40 });

function printed(json: boolean, ...comparisons: Parameters<typeof printComparisons>[0]): string {
  const lines: string[] = [];
  printComparisons(comparisons, (text) => lines.push(text), { json });
  return lines.join("\n");
}

it("tells the ratio first, then whether it is what it should be", () => {
  expect(printed(false, good, slow, aimless)).toMatchInlineSnapshot(`
    "                                   ratio    aim          ours  peer    unit
    12 columns, against protobufjs     6.45×  4.00×     met   100   645  ns/row
    12 columns, against protobuf-es    15.0×  20.0×  missed   100  1500  ns/row
    import, against an empty process  0.500×                 80.0  40.0      ms"
  `);
});

it("prints an object a line for programs", () => {
  expect(
    printed(true, good, aimless)
      .split("\n")
      .map((line) => JSON.parse(line)),
  ).toEqual([{ ...good, peer: 645.43, ratio: 6.4543 }, aimless]);
});

it("prints nothing where nothing was measured", () => {
  expect(printed(false)).toBe("");
  expect(printed(true)).toBe("");
});

it("has an aim for nothing but what is named alike in all", () => {
  expect(aimOf(good)).toBe(4);
  for (const other of [
    { suite: "ingest" },
    { case: "3 columns" },
    { peerName: "protobuf" },
    { unit: "ms" },
  ] as const) {
    expect(aimOf({ ...good, ...other })).toBeUndefined();
  }
});

it("has one aim for each", () => {
  const keys = AIMS.map((aim) => [aim.suite, aim.case, aim.peerName, aim.unit].join(" | "));
  expect(new Set(keys).size).toBe(keys.length);
});
