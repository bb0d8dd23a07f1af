import { describe, expect, test } from "vitest";
import type { ColumnType, Field, TableSchema } from "../table/table-schema.js";
import { compareTables } from "./compare-tables.js";

const INT: ColumnType = { kind: "int" };
const STRING: ColumnType = { kind: "string" };

interface Told extends Partial<Field> {
  readonly name: string;
}

/** A table of nullable strings, unless told otherwise. */
function table(columns: readonly Told[], id?: string): TableSchema {
  return {
    name: { catalog: "main", schema: "shop", table: "orders" },
    columns: columns.map((column, index) => ({ number: index + 1, type: STRING, nullable: true, ...column })),
    ...(id !== undefined && { facts: { id } }),
  };
}

function told(before: TableSchema, after: TableSchema): readonly string[] {
  return compareTables(before, after).map(({ rule, path, after: now }) => `${rule} ${path} ${now}`);
}

describe("a rename", () => {
  test("is known by the column-mapping id, wherever the column is and whatever its type", () => {
    const before = table([
      { name: "a", mappingId: 1 },
      { name: "b", mappingId: 2 },
      { name: "c", mappingId: 3 },
    ]);
    const after = table([
      { name: "b", mappingId: 2 },
      { name: "c", mappingId: 3 },
      { name: "z", mappingId: 1, type: INT },
    ]);
    expect(told(before, after)).toEqual([
      "column-renamed a z INT",
      "type-changed a INT",
      "column-reordered undefined undefined",
    ]);
  });

  test("is not seen where the ids say that the column is another", () => {
    const before = table([{ name: "a", mappingId: 1 }]);
    const after = table([{ name: "b", mappingId: 2 }]);
    expect(told(before, after)).toEqual(["column-removed a undefined", "column-added b b STRING"]);
  });

  test("is not known by ids of another table, only by type and place", () => {
    const before = table(
      [
        { name: "a", mappingId: 1 },
        { name: "b", mappingId: 2, type: INT },
      ],
      "one",
    );
    const after = table(
      [
        { name: "x", mappingId: 2 },
        { name: "y", mappingId: 1, type: INT },
      ],
      "two",
    );
    expect(told(before, after)).toEqual([
      "table-recreated undefined two",
      "column-renamed a x STRING",
      "column-renamed b y INT",
    ]);
  });

  test("is not known by ids of a table of another name", () => {
    const before = table([{ name: "a", mappingId: 1 }]);
    const after = {
      ...table([{ name: "x", type: INT, mappingId: 1 }]),
      name: { ...before.name, catalog: "prod" },
    };
    expect(told(before, after)).toEqual(["column-removed a undefined", "column-added x x INT"]);
  });

  test("is known by type and number where the order says otherwise, and the reverse", () => {
    const before = table([{ name: "a" }, { name: "b", type: INT }, { name: "c" }]);
    const byNumber = table([{ name: "x", type: INT, number: 2 }, { name: "a", number: 1 }, { name: "c" }]);
    const byIndex = table([{ name: "a" }, { name: "x", type: INT, number: 9 }, { name: "c" }]);
    expect(told(before, byNumber)).toContain("column-renamed b x INT");
    expect(told(before, byIndex)).toEqual(["column-renamed b x INT"]);
  });

  test("is not guessed where two columns could be it", () => {
    const before = table([{ name: "a" }, { name: "b", number: 2 }]);
    const after = table([{ name: "a" }, { name: "x", number: 3 }, { name: "y", number: 2 }]);
    expect(told(before, after).map((line) => line.split(" ")[0])).toEqual([
      "column-removed",
      "column-added",
      "column-added",
    ]);
  });

  test("is not guessed where one column could be two", () => {
    const before = table([
      { name: "a", number: 2 },
      { name: "b", number: 1 },
    ]);
    const after = table([{ name: "x", number: 1 }]);
    expect(told(before, after).map((line) => line.split(" ")[0])).toEqual([
      "column-removed",
      "column-removed",
      "column-added",
    ]);
  });

  test("is not guessed where the type or NOT NULL differs", () => {
    const before = table([{ name: "a" }]);
    for (const other of [{ type: INT }, { nullable: false }]) {
      expect(told(before, table([{ name: "x", ...other }]))[0]).toBe("column-removed a undefined");
    }
  });

  test("of a STRUCT is known whatever the numbers and comments inside it", () => {
    const inner = (number: number, comment: string): ColumnType => ({
      kind: "struct",
      fields: [{ name: "k", number, comment, type: STRING, nullable: true }],
    });
    const [before, after] = [inner(1, "one"), inner(5, "other")];
    expect(told(table([{ name: "a", type: before }]), table([{ name: "x", type: after }]))).toEqual([
      "column-renamed a x STRUCT<k: STRING>",
    ]);
  });

  test("is not guessed where anything inside the type differs", () => {
    const one: Field = { name: "k", number: 1, type: STRING, nullable: true };
    const struct = (...fields: readonly Field[]): ColumnType => ({ kind: "struct", fields });
    const map = (key: ColumnType, value: ColumnType): ColumnType => {
      return { kind: "map", key, value, valueNullable: true };
    };
    const array = (element: ColumnType): ColumnType => ({ kind: "array", element, elementNullable: true });
    const pairs: readonly (readonly [ColumnType, ColumnType])[] = [
      [struct(one), struct({ ...one, nullable: false })],
      [struct(one), struct({ ...one, name: "l" })],
      [struct(one), struct({ ...one, type: INT })],
      [struct(one), struct(one, { ...one, name: "l", number: 2 })],
      [map(STRING, STRING), map(INT, STRING)],
      [map(STRING, STRING), map(STRING, INT)],
      [array(STRING), array(INT)],
    ];
    for (const [type, other] of pairs) {
      const rules = compareTables(table([{ name: "a", type }]), table([{ name: "x", type: other }])).map(
        ({ rule }) => rule,
      );
      expect(rules).toEqual(["column-removed", "column-added"]);
    }
  });

  test("is not guessed by a number that several have", () => {
    const before = table([{ name: "a", number: 5 }]);
    const after = table([
      { name: "x", number: 5 },
      { name: "y", number: 5 },
    ]);
    expect(told(before, after).map((line) => line.split(" ")[0])).toEqual([
      "column-removed",
      "column-added",
      "column-added",
    ]);
  });

  test("in case only is told from a second column of that name", () => {
    expect(told(table([{ name: "a" }]), table([{ name: "A" }]))).toEqual(["column-case-changed a A STRING"]);
    expect(
      told(
        table([{ name: "a" }]),
        table([
          { name: "A", number: 2 },
          { name: "a", number: 1 },
        ]),
      ),
    ).toEqual(["table-unsupported A A STRING"]);
  });

  test("goes by the name first: what counts is what the producer sends", () => {
    const before = table([
      { name: "a", mappingId: 1 },
      { name: "b", mappingId: 2 },
    ]);
    const after = table([
      { name: "b", mappingId: 1 },
      { name: "c", mappingId: 2 },
    ]);
    expect(told(before, after)).toEqual(["column-removed a undefined", "column-added c c STRING"]);
  });
});

describe("a new order", () => {
  test("names the fewest columns that moved", () => {
    const names = (text: string): TableSchema => table([...text].map((name) => ({ name })));
    const message = (before: string, after: string): string | undefined =>
      compareTables(names(before), names(after))[0]?.message;
    expect(message("abcdef", "bcdefa")).toMatch(/\(a moved\)/);
    expect(message("abcdef", "fabcde")).toMatch(/\(f moved\)/);
    expect(message("abcdef", "fedcba")).toMatch(/and 2 more moved\)/);
    expect(message("abcdef", "abcdef")).toBeUndefined();
  });

  test("is none where columns were only added between the others, or dropped", () => {
    const before = table([{ name: "a" }, { name: "b", type: INT }, { name: "c" }]);
    const after = table([{ name: "x", type: INT }, { name: "a" }, { name: "y", type: INT }, { name: "c" }]);
    expect(told(before, after).filter((line) => line.includes("reordered"))).toEqual([]);
  });
});
