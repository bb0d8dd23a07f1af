import { describe, expect, test } from "vitest";
import { problemOf } from "./problem.js";
import type { ColumnType, Field, TableSchema } from "./table-schema.js";
import type { TableSettings } from "./table-settings.js";
import { writableTable } from "./writable-table.js";

const int: ColumnType = { kind: "int" };
const interval: ColumnType = { kind: "unsupported", sql: "interval day to second" };

function field(name: string, type: ColumnType, rest: Partial<Field> = {}): Field {
  return { name, number: name.charCodeAt(0), type, nullable: true, ...rest };
}

function struct(...fields: readonly Field[]): ColumnType {
  return { kind: "struct", fields };
}

function array(element: ColumnType): ColumnType {
  return { kind: "array", element, elementNullable: true };
}

function map(key: ColumnType, value: ColumnType): ColumnType {
  return { kind: "map", key, value, valueNullable: true };
}

const name = { catalog: "main", schema: "shop", table: "orders" };
const required = { nullable: false };

function write(
  columns: readonly Field[],
  settings: TableSettings = {},
): { readonly columns: readonly Field[]; readonly said: readonly string[] } {
  const said: string[] = [];
  const raw: TableSchema = { name, comment: "Ours.", columns, facts: { kind: "MANAGED" } };
  const written = writableTable(raw, settings, (finding) => {
    const { severity, code, column, message, hint } = problemOf("t", finding);
    said.push([severity, code, column].filter(Boolean).join(" "));
    expect([Boolean(message), Boolean(hint)]).toEqual([true, true]);
  });
  expect(written).toEqual({ ...raw, columns: written.columns });
  return { columns: written.columns, said };
}

describe("a table without settings", () => {
  test("is written as it is", () => {
    const columns = [field("a", int, required), field("b", struct(field("x", array(int))))];
    expect(write(columns)).toEqual({ columns, said: [] });
  });

  test("names everything that cannot be written at once, however deep and however named", () => {
    const columns = [
      field("a", interval),
      field("b b", array(struct(field("x", interval), field("y", map(interval, interval))))),
      field("c", interval, required),
      field("d", struct()),
      field("e", { kind: "varchar", length: 0 }),
      field("f", { kind: "decimal", precision: 0, scale: 0 }),
    ];
    expect(write(columns).said).toEqual([
      "error UNSUPPORTED_TYPE a",
      'error COLUMN_NAME "b b"',
      'error UNSUPPORTED_TYPE "b b"[].x',
      'error MAP_KEY "b b"[].y[key]',
      'error UNSUPPORTED_TYPE "b b"[].y[value]',
      "error UNSUPPORTED_TYPE c",
      "error EMPTY_STRUCT d",
      "error LENGTH_BOUNDS e",
      "error DECIMAL_BOUNDS f",
    ]);
  });
});

describe('unsupported: "skip"', () => {
  const skip: TableSettings = { unsupported: "skip" };
  const kept = field("k", int, required);

  test.each<[string, Field]>([
    ["a type", field("a", interval)],
    ["a name", field("a b", int)],
    ["a shape", field("a", array(array(int)))],
    ["the key of a MAP", field("a", map({ kind: "date" }, int))],
    ["an empty STRUCT", field("a", struct())],
    ["the elements of an ARRAY", field("a", array(interval))],
    ["the values of a MAP", field("a", map(int, interval))],
    ["all that a STRUCT has", field("a", array(struct(field("x", interval), field("y", struct()))))],
    ["a NOT NULL field of a STRUCT that may be NULL", field("a", struct(field("x", interval, required)))],
  ])("leaves out a nullable column for %s, with a warning", (_, column) => {
    const { columns, said } = write([column, kept], skip);
    expect(columns).toEqual([kept]);
    expect(said.at(-1)).toBe(`warning COLUMN_SKIPPED ${column.name === "a" ? "a" : '"a b"'}`);
    expect(said.every((line) => line.startsWith("warning COLUMN_SKIPPED"))).toBe(true);
  });

  test.each<[string, (inner: ColumnType) => ColumnType, string]>([
    ["a STRUCT", (inner) => inner, "a.x"],
    ["an ARRAY", array, "a[].x"],
    ["a MAP", (inner) => map(int, inner), "a[value].x"],
    ["a STRUCT in a STRUCT", (inner) => struct(field("s", inner)), "a.s.x"],
  ])("leaves out no more than a field inside %s", (_, wrap, path) => {
    const { columns, said } = write([field("a", wrap(struct(field("x", interval), kept)), required)], skip);
    expect(columns).toEqual([field("a", wrap(struct(kept)), required)]);
    expect(said).toEqual([`warning COLUMN_SKIPPED ${path}`]);
  });

  test.each<[string, Field, string]>([
    ["a column", field("a", interval, required), "UNSUPPORTED_TYPE a"],
    ["an ARRAY", field("a", array(interval), required), "UNSUPPORTED_TYPE a[]"],
    [
      "a field all the way up",
      field("a", struct(field("x", interval, required)), required),
      "UNSUPPORTED_TYPE a.x",
    ],
    ["a name", field("a b", int, required), 'COLUMN_NAME "a b"'],
  ])("is still an error where NOT NULL leaves no way out: %s", (_, column, want) => {
    expect(write([column, kept], skip).said).toEqual([`error ${want}`]);
  });

  test("says in the warning what the error would have said", () => {
    const found: string[] = [];
    writableTable({ name, columns: [field("a", interval), kept] }, skip, ({ message, hint }) =>
      found.push(message, hint ?? ""),
    );
    expect(found[0]).toBe("left out, and so NULL in every row: Zerobus does not write INTERVAL");
    expect(found[1]).toContain("BIGINT");
  });

  test("does not leave out one of two columns with the same name: nobody knows which is meant", () => {
    expect(write([kept, field("K", int)], skip).said).toEqual(["error DUPLICATE_COLUMN K"]);
  });

  test("reports a table of which nothing is left", () => {
    expect(write([field("a", interval)], skip)).toEqual({
      columns: [],
      said: ["warning COLUMN_SKIPPED a", "error NO_COLUMNS"],
    });
  });
});

describe("omit and rescueColumn", () => {
  const columns = [field("a", int, required), field("b", interval), field("r", { kind: "variant" })];

  test("leave columns out without a word, whatever their types", () => {
    const settings = { omit: ["b"], rescueColumn: "r" };
    expect(write(columns, settings)).toEqual({ columns: columns.slice(0, 1), said: [] });
  });

  test("may name the same column", () => {
    const settings = { omit: ["b", "r"], rescueColumn: "r" };
    expect(write(columns, settings)).toEqual({ columns: columns.slice(0, 1), said: [] });
  });

  test.each(["default", "generated", "identity"] as const)(
    "take a NOT NULL column that the table fills itself: %s",
    (computed) => {
      const all = [...columns.slice(0, 1), field("c", int, { ...required, computed })];
      expect(write(all, { omit: ["c"] })).toEqual({ columns: columns.slice(0, 1), said: [] });
    },
  );

  test("report every column that is not there or must be there", () => {
    const settings = { omit: ["a", "A", "b", "\u001b"], rescueColumn: "rescue" };
    expect(write(columns, settings).said).toEqual([
      "error SETTING a",
      "error SETTING",
      "error SETTING",
      "error SETTING",
    ]);
  });

  test("name no more than twenty columns of a table that has others", () => {
    const many = Array.from({ length: 2000 }, (_, index) => ({
      ...field(`c${index}`, int),
      number: index + 1,
    }));
    const hints: string[] = [];
    writableTable({ name, columns: many }, { omit: ["x"] }, ({ hint }) => hints.push(hint ?? ""));
    expect(hints).toHaveLength(1);
    expect(hints[0]).toMatch(/^its columns are c0, c1, .*, c19 and 1980 more$/);
  });

  test("come before skipping: what is left out is not warned of", () => {
    expect(write(columns, { omit: ["b"], unsupported: "skip" }).said).toEqual([]);
  });
});
