import { describe, expect, test } from "vitest";
import type { ColumnType, Field, TableSchema } from "../table/table-schema.js";
import type { Change } from "./change.js";
import { compareTables } from "./compare-tables.js";

const INT: ColumnType = { kind: "int" };
const BIGINT: ColumnType = { kind: "bigint" };
const STRING: ColumnType = { kind: "string" };
const INTERVAL: ColumnType = { kind: "unsupported", sql: "interval day" };

/** `email STRING` is nullable, `email! STRING` is NOT NULL. */
function columns(fields: Readonly<Record<string, ColumnType>>): readonly Field[] {
  return Object.entries(fields).map(([name, type], index) => ({
    name: name.replace("!", ""),
    number: index + 1,
    type,
    nullable: !name.endsWith("!"),
  }));
}

function table(fields: Readonly<Record<string, ColumnType>>): TableSchema {
  return named(columns(fields));
}

function named(fields: readonly Field[]): TableSchema {
  return { name: { catalog: "main", schema: "shop", table: "orders" }, columns: fields };
}

function struct(fields: Readonly<Record<string, ColumnType>>): ColumnType {
  return { kind: "struct", fields: columns(fields) };
}

function list(element: ColumnType, elementNullable = false): ColumnType {
  return { kind: "array", element, elementNullable };
}

function map(key: ColumnType, value: ColumnType, valueNullable = false): ColumnType {
  return { kind: "map", key, value, valueNullable };
}

function decimal(precision: number, scale: number): ColumnType {
  return { kind: "decimal", precision, scale };
}

function varchar(length: number): ColumnType {
  return { kind: "varchar", length };
}

/** `breaking column-removed email`, of each change. */
function told(before: TableSchema, after: TableSchema): readonly string[] {
  return compareTables(before, after).map(brief);
}

function brief({ class: severity, rule, path }: Change): string {
  return path === undefined ? `${severity} ${rule}` : `${severity} ${rule} ${path}`;
}

function typeTold(before: ColumnType, after: ColumnType): readonly string[] {
  return told(table({ "id!": BIGINT, x: before }), table({ "id!": BIGINT, x: after }));
}

const base = table({ "id!": BIGINT, email: STRING, quantity: INT });

describe("columns that come and go", () => {
  test.each<[what: string, before: TableSchema, after: TableSchema, want: readonly string[]]>([
    ["nothing", base, base, []],
    [
      "a nullable column at the end",
      base,
      table({ "id!": BIGINT, email: STRING, quantity: INT, note: STRING }),
      ["info column-added note"],
    ],
    [
      "a nullable column in the middle",
      base,
      table({ "id!": BIGINT, note: STRING, email: STRING, quantity: INT }),
      ["info column-added note"],
    ],
    [
      "a NOT NULL column",
      base,
      table({ "id!": BIGINT, email: STRING, quantity: INT, "note!": STRING }),
      ["breaking required-column-added note"],
    ],
    [
      "a NOT NULL column with a default",
      base,
      named([...base.columns, { name: "n", number: 4, type: INT, nullable: false, computed: "default" }]),
      ["breaking required-column-added n"],
    ],
    ["a dropped column", base, table({ "id!": BIGINT, quantity: INT }), ["breaking column-removed email"]],
    [
      "a column renamed in its place",
      base,
      table({ "id!": BIGINT, mail: STRING, quantity: INT }),
      ["breaking column-renamed email"],
    ],
    [
      "a name in another case",
      base,
      table({ "id!": BIGINT, Email: STRING, quantity: INT }),
      ["breaking column-case-changed email"],
    ],
    [
      "a nullable column of an unsupported type",
      base,
      table({ "id!": BIGINT, email: STRING, quantity: INT, span: INTERVAL }),
      ["info unsupported-column-added span"],
    ],
    [
      "a NOT NULL column of an unsupported type",
      base,
      table({ "id!": BIGINT, email: STRING, quantity: INT, "span!": INTERVAL }),
      ["breaking required-column-added span"],
    ],
    [
      "a column that became NOT NULL",
      base,
      table({ "id!": BIGINT, "email!": STRING, quantity: INT }),
      ["breaking column-required email"],
    ],
    [
      "a column that became nullable",
      base,
      table({ id: BIGINT, email: STRING, quantity: INT }),
      ["warning column-relaxed id"],
    ],
    [
      "columns in another order",
      base,
      table({ "id!": BIGINT, quantity: INT, email: STRING }),
      ["warning column-reordered"],
    ],
    [
      "a column with a name outside ASCII",
      base,
      named([...base.columns, { name: "größe", number: 4, type: INT, nullable: true }]),
      ['breaking table-unsupported "gr\\u00f6\\u00dfe"'],
    ],
  ])("%s", (_what, before, after, want) => {
    expect(told(before, after)).toEqual(want);
  });

  test("does not see positions that were numbered anew in the same order", () => {
    const renumbered = named(base.columns.map((column) => ({ ...column, number: column.number * 7 })));
    expect(told(base, renumbered)).toEqual([]);
  });

  test("does not see comments", () => {
    const commented = named(base.columns.map((column) => ({ ...column, comment: "new" })));
    expect(told(base, { ...commented, comment: "new" })).toEqual([]);
  });
});

describe("types", () => {
  test.each<[before: ColumnType, after: ColumnType, want: string | undefined]>([
    [INT, BIGINT, "breaking type-changed"],
    [BIGINT, INT, "breaking type-changed"],
    [{ kind: "float" }, { kind: "double" }, "breaking type-changed"],
    [INT, { kind: "double" }, "breaking type-changed"],
    [INT, decimal(10, 0), "breaking type-changed"],
    [{ kind: "date" }, { kind: "timestamp_ntz" }, "breaking type-changed"],
    [STRING, { kind: "binary" }, "breaking type-changed"],
    [STRING, list(STRING), "breaking type-changed"],
    [INT, INTERVAL, "breaking type-changed"],
    [{ kind: "tinyint" }, { kind: "smallint" }, "info type-widened"],
    [{ kind: "tinyint" }, INT, "info type-widened"],
    [{ kind: "smallint" }, INT, "info type-widened"],
    [INT, { kind: "smallint" }, "breaking type-narrowed"],
    [INT, { kind: "tinyint" }, "breaking type-narrowed"],
    [decimal(10, 2), decimal(12, 2), "info type-widened"],
    [decimal(10, 2), decimal(12, 4), "info type-widened"],
    [decimal(10, 2), decimal(8, 2), "breaking type-narrowed"],
    [decimal(10, 2), decimal(10, 1), "breaking type-narrowed"],
    [decimal(10, 2), decimal(10, 4), "breaking type-narrowed"],
    [varchar(10), varchar(20), "info type-widened"],
    [varchar(10), STRING, "info type-widened"],
    [{ kind: "char", length: 10 }, varchar(10), "info type-widened"],
    [varchar(20), varchar(10), "breaking type-narrowed"],
    [STRING, varchar(10), "breaking type-narrowed"],
    [STRING, { kind: "char", length: 10 }, "breaking type-narrowed"],
    [varchar(10), { kind: "char", length: 10 }, "breaking type-meaning-changed"],
    [STRING, { kind: "variant" }, "breaking type-changed"],
    [{ kind: "variant" }, STRING, "breaking type-changed"],
    [{ kind: "timestamp" }, { kind: "timestamp_ntz" }, "breaking type-meaning-changed"],
    [{ kind: "timestamp_ntz" }, { kind: "timestamp" }, "breaking type-meaning-changed"],
    [{ kind: "date" }, INT, "breaking type-meaning-changed"],
    [INT, { kind: "date" }, "breaking type-meaning-changed"],
    [{ kind: "timestamp" }, BIGINT, "breaking type-meaning-changed"],
    [BIGINT, { kind: "timestamp" }, "breaking type-meaning-changed"],
    [decimal(10, 2), STRING, "breaking type-meaning-changed"],
    [STRING, decimal(10, 2), "breaking type-meaning-changed"],
    [{ kind: "variant" }, decimal(10, 2), "breaking type-meaning-changed"],
    [STRING, { kind: "string", collation: "UNICODE_CI" }, "info collation-changed"],
    [
      { kind: "string", collation: "UNICODE" },
      { kind: "string", collation: "UNICODE_CI" },
      "info collation-changed",
    ],
    [STRING, { kind: "string", collation: "UTF8_BINARY" }, undefined],
  ])("%j → %j is %s", (before, after, want) => {
    expect(typeTold(before, after)).toEqual(want === undefined ? [] : [`${want} x`]);
  });

  test("of map keys and values count as those of columns", () => {
    expect(typeTold(map(STRING, INT), map(INT, INT))).toEqual(["breaking type-changed x[key]"]);
    expect(typeTold(map(STRING, INT), map(STRING, BIGINT))).toEqual(["breaking type-changed x[value]"]);
  });

  test("of elements and values do not count for whether they may be NULL, since nobody sends NULL", () => {
    expect(typeTold(list(INT), list(INT, true))).toEqual(["info element-nullability x[]"]);
    expect(typeTold(list(INT, true), list(INT))).toEqual(["info element-nullability x[]"]);
    expect(typeTold(map(STRING, INT), map(STRING, INT, true))).toEqual(["info element-nullability x[value]"]);
  });
});

describe("fields of a STRUCT", () => {
  const sku = struct({ "sku!": STRING, price: decimal(10, 2), count: INT });
  test.each<[after: ColumnType, want: string]>([
    [
      struct({ "sku!": STRING, price: decimal(10, 2), count: INT, note: STRING }),
      "info column-added x[].note",
    ],
    [
      struct({ "sku!": STRING, price: decimal(10, 2), count: INT, "note!": STRING }),
      "breaking required-column-added x[].note",
    ],
    [struct({ "sku!": STRING, count: INT }), "breaking column-removed x[].price"],
    [struct({ "sku!": STRING, cost: decimal(10, 2), count: INT }), "breaking column-renamed x[].price"],
    [struct({ "SKU!": STRING, price: decimal(10, 2), count: INT }), "breaking column-case-changed x[].sku"],
    [struct({ "sku!": STRING, price: decimal(10, 2), count: BIGINT }), "breaking type-changed x[].count"],
    [struct({ "sku!": STRING, price: decimal(12, 2), count: INT }), "info type-widened x[].price"],
    [struct({ "sku!": STRING, price: decimal(10, 2), "count!": INT }), "breaking column-required x[].count"],
    [struct({ sku: STRING, price: decimal(10, 2), count: INT }), "warning column-relaxed x[].sku"],
    [struct({ price: decimal(10, 2), "sku!": STRING, count: INT }), "warning column-reordered x[]"],
    [
      struct({ "sku!": STRING, price: decimal(10, 2), count: INT, span: INTERVAL }),
      "info unsupported-column-added x[].span",
    ],
  ])("%j: %s", (after, want) => {
    expect(typeTold(list(sku), list(after))).toEqual([want]);
    expect(typeTold(map(STRING, sku), map(STRING, after))).toEqual([want.replace("x[]", "x[value]")]);
    expect(typeTold(sku, after)).toEqual([want.replace("x[]", "x")]);
  });
});
