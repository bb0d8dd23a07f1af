import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BatchBuilder } from "../batch/batch-builder.js";
import { readRow } from "../row/read-row.js";
import type { RowIssue } from "../row/row-issue.js";
import type { RowWriter } from "./row-writer.js";
import { own } from "./table.js";

interface Point {
  readonly x: number;
  readonly y?: number | null | undefined;
}

interface Row {
  readonly name: string;
  readonly point?: Point | null | undefined;
  readonly points: readonly Point[];
  readonly attrs?: ReadonlyMap<string, string> | Readonly<Record<string, string>> | null | undefined;
}

function writePoint(w: RowWriter, value: Point): void {
  w.int(1, "x", value.x);
  if (value.y != null) w.int(2, "y", value.y);
}

function writeRow(w: RowWriter, row: Row): void {
  w.string(1, "name", row.name);
  if (row.point != null) w.struct(2, "point", row.point, writePoint);
  w.list("points", row.points, (to, index, point) => to.struct(3, index, point, writePoint));
  if (row.attrs != null) {
    w.map(4, "attrs", row.attrs, (to, key, value) => {
      to.string(1, key, key);
      to.string(2, key, value);
    });
  }
}

/** What is wrong with a row, which need be none: callers without types pass anything. */
function issuesOf(given: unknown): readonly RowIssue[] {
  return new BatchBuilder().add(given as Row, writeRow, () => {});
}

/** The row as it arrives. */
function arrived<T>(row: T, write: (w: RowWriter, row: T) => void): T {
  const builder = new BatchBuilder();
  expect(builder.add(row, write, () => {})).toEqual([]);
  const [bytes = new Uint8Array()] = builder.take()?.records() ?? [];
  return readRow(bytes, write);
}

const row: Row = { name: "a", points: [{ x: 1 }], attrs: new Map() };

describe("takes a row", () => {
  test("that is an instance of a class", () => {
    class Named implements Row {
      readonly name = "a";
      readonly points: readonly Point[] = [{ x: 1 }];
      describe(): string {
        return this.name;
      }
    }
    expect(arrived<Row>(new Named(), writeRow)).toEqual(row);
  });

  test("whose columns are getters", () => {
    class Computed implements Row {
      get name(): string {
        return "a";
      }
      get points(): readonly Point[] {
        return [{ x: 1 }];
      }
    }
    expect(arrived<Row>(new Computed(), writeRow)).toEqual(row);
  });

  test("whose columns are inherited", () => {
    expect(arrived<Row>(Object.create(row), writeRow)).toEqual(row);
  });

  test.each<[string, (given: Row) => Row]>([
    ["without a prototype", (given) => Object.assign(Object.create(null), given)],
    ["that is frozen", (given) => Object.freeze(structuredClone(given))],
    ["that is a transparent proxy", (given) => new Proxy(given, {})],
    ["with columns it leaves empty", (given) => ({ ...given, point: null, attrs: undefined })],
    ["with unknown columns it leaves empty", (given) => ({ ...given, typo: null, other: undefined })],
    ["with symbols of its own", (given) => ({ ...given, [Symbol("trace")]: 1 })],
  ])("%s", (_, variant) => {
    expect(arrived(variant(row), writeRow)).toEqual(row);
  });

  test("whose columns have the names of what every object has", () => {
    interface Odd {
      readonly ["__proto__"]: string;
      readonly constructor: never;
    }
    const writeOdd = (w: RowWriter, odd: Odd): void => {
      w.string(1, "__proto__", own(odd, "__proto__") ?? "");
      w.int(2, "constructor", own(odd, "constructor") ?? -1);
    };
    const odd = Object.fromEntries([
      ["__proto__", "p"],
      ["constructor", 7],
    ]) as unknown as Odd;
    const got = arrived(odd, writeOdd);
    expect(Object.entries(got)).toEqual(Object.entries(odd));
    expect(Object.getPrototypeOf(got)).toBe(Object.prototype);
  });

  test("with a map whose keys are the names of what every object has", () => {
    const attrs = new Map([
      ["__proto__", "p"],
      ["constructor", "c"],
      ["", "empty"],
    ]);
    expect(arrived({ ...row, attrs }, writeRow)).toEqual({ ...row, attrs });
    expect(arrived({ ...row, attrs: Object.fromEntries(attrs) }, writeRow)).toEqual({ ...row, attrs });
  });
});

test("finds all that is wrong with a row, in column order", () => {
  const given = { name: 1, point: { x: "1", z: 2 }, points: [null, { y: 0.5 }], attrs: { a: null }, typo: 0 };
  expect(issuesOf(given).map(({ code, path }) => `${code} ${path}`)).toEqual([
    "WRONG_TYPE name",
    "WRONG_TYPE point.x",
    "UNKNOWN_FIELD point.z",
    "NULL_ELEMENT points[0]",
    "REQUIRED_MISSING points[1].x",
    "NOT_INTEGER points[1].y",
    'NULL_MAP_VALUE attrs["a"]',
    "UNKNOWN_FIELD typo",
  ]);
});

test.each([undefined, null, 1, "row", true, Symbol("row"), [], () => ({ name: "a" })])(
  "refuses %o, which is no row at all",
  (given) => {
    expect(issuesOf(given)).toMatchObject([
      { code: expect.stringMatching(/^(WRONG_TYPE|REQUIRED_MISSING)$/), path: "row" },
    ]);
  },
);

test("finds each unknown column, whatever the number of elements and entries beside it", () => {
  const counts = fc.record({ points: fc.nat(4), attrs: fc.nat(4), unknown: fc.nat(8) });
  fc.assert(
    fc.property(counts, ({ points, attrs, unknown }) => {
      const strays = Object.fromEntries(Array.from({ length: unknown }, (_, at) => [`stray_${at}`, at]));
      const issues = issuesOf({
        name: "a",
        points: Array.from({ length: points }, (_, x) => ({ x })),
        attrs: Object.fromEntries(Array.from({ length: attrs }, (_, at) => [`key_${at}`, "value"])),
        ...strays,
      });
      expect(issues.map(({ code, path }) => [code, path])).toEqual(
        Object.keys(strays).map((path) => ["UNKNOWN_FIELD", path]),
      );
    }),
  );
});

test("stops at a hundred issues", () => {
  const points = Array.from({ length: 1000 }, () => ({ x: "1" }));
  expect(issuesOf({ ...row, points })).toHaveLength(100);
  const strays = Object.fromEntries(Array.from({ length: 150 }, (_, at) => [`stray_${at}`, at]));
  expect(issuesOf({ ...row, ...strays })).toHaveLength(100);
});

test.each<[string, object]>([
  ["array without elements", { points: new Array(2 ** 32 - 1) }],
  ["array of strangers", { points: new Array(1_000_000).fill("x") }],
  ["map of nothing", { attrs: new Map(Array.from({ length: 100_000 }, (_, key) => [`${key}`, null])) }],
])("does not read a huge %s to its end", (_, rest) => {
  expect(issuesOf({ ...row, ...rest })).toHaveLength(100);
});
