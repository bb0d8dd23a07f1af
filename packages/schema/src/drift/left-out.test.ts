import { describe, expect, test } from "vitest";
import type { ColumnType, Field, TableSchema } from "../table/table-schema.js";
import type { TableSettings } from "../table/table-settings.js";
import { compareTables } from "./compare-tables.js";

const STRING: ColumnType = { kind: "string" };
const INTERVAL: ColumnType = { kind: "unsupported", sql: "interval day" };
const SKIP: TableSettings = { unsupported: "skip" };

function field(name: string, type: ColumnType = STRING, traits: Partial<Field> = {}): Field {
  return { name, number: 1, type, nullable: true, ...traits };
}

function table(...columns: readonly Field[]): TableSchema {
  return {
    name: { catalog: "main", schema: "shop", table: "orders" },
    columns: columns.map((column, index) => ({ ...column, number: index + 1 })),
  };
}

function told(before: TableSchema, after: TableSchema, settings: TableSettings = {}): readonly string[] {
  return compareTables(before, after, settings).map(
    ({ class: severity, rule, path }) => `${severity} ${rule} ${path}`,
  );
}

const id = field("id", { kind: "bigint" }, { nullable: false });

describe("what the settings leave out of the producer", () => {
  const omit: TableSettings = { omit: ["note"] };

  test("hurts nobody when it is dropped, renamed, or gets another type", () => {
    const before = table(id, field("note"));
    expect(told(before, table(id), omit)).toEqual(["info column-removed note"]);
    expect(told(before, table(id, field("remark")), omit)).toEqual(["info column-renamed note"]);
    expect(told(before, table(id, field("Note")), omit)).toEqual(["info column-case-changed note"]);
    expect(told(before, table(id, field("note", { kind: "int" })), omit)).toEqual(["info type-changed note"]);
    expect(told(before, table(field("note"), id), omit)).toEqual([]);
  });

  test("hurts nobody by what changes inside it either", () => {
    const holding = (...fields: readonly Field[]): TableSchema =>
      table(id, field("note", { kind: "struct", fields }));
    expect(told(holding(id, field("a")), holding(field("a"), id), omit)).toEqual([]);
    expect(told(holding(id, field("a")), holding(id), omit)).toEqual(["info column-removed note.a"]);
  });

  test("is missed once it is NOT NULL", () => {
    const after = table(id, field("note", STRING, { nullable: false }));
    expect(told(table(id, field("note")), after, omit)).toEqual(["breaking column-required note"]);
  });

  test("may be missed once the catalog no longer says that the table fills it", () => {
    const made = field("note", STRING, { nullable: false, computed: "identity" });
    const plain = field("note", STRING, { nullable: false });
    expect(told(table(id, made), table(id, plain), omit)).toEqual(["warning column-required note"]);
    expect(told(table(id, made), table(id, plain))).toEqual([]);
    expect(told(table(id, made), table(id, made), omit)).toEqual([]);
  });
});

describe("what cannot be written and is skipped", () => {
  test("hurts nobody when it is dropped or changes", () => {
    const before = table(id, field("span", INTERVAL));
    const other: ColumnType = { kind: "unsupported", sql: "geometry" };
    expect(told(before, table(id), SKIP)).toEqual(["info column-removed span"]);
    expect(told(before, table(id, field("span", other)), SKIP)).toEqual(["info type-changed span"]);
    expect(told(before, before, SKIP)).toEqual([]);
  });

  test("hurts nobody either where the settings do not say so: no producer could be generated with it", () => {
    expect(told(table(id, field("span", INTERVAL)), table(id))).toEqual(["info column-removed span"]);
  });

  test("is a new column once it can be written", () => {
    expect(told(table(id, field("span", INTERVAL)), table(id, field("span")), SKIP)).toEqual([
      "info column-added span",
    ]);
  });

  test("is a new column also where it kept the table from being written", () => {
    const needed = { nullable: false };
    expect(
      told(table(id, field("span", INTERVAL, needed)), table(id, field("span", STRING, needed))),
    ).toEqual(["info column-added span"]);
  });

  test("is missed once it is NOT NULL, whatever its type", () => {
    const after = table(id, field("span", STRING, { nullable: false }));
    expect(told(table(id, field("span", INTERVAL)), after, SKIP)).toEqual([
      "breaking column-required span",
      "info column-added span",
    ]);
  });

  test("is left out of a STRUCT, whose other fields count", () => {
    const holding = (...fields: readonly Field[]): TableSchema =>
      table(
        id,
        field("items", { kind: "array", elementNullable: true, element: { kind: "struct", fields } }),
      );
    const before = holding(field("sku"), field("span", INTERVAL));
    expect(told(before, holding(field("sku")), SKIP)).toEqual(["info column-removed items[].span"]);
    expect(told(before, holding(field("span", INTERVAL)), SKIP)).toEqual([
      "breaking column-removed items[].sku",
    ]);
  });

  test("can be added with a name that the service does not take", () => {
    const after = table(id, field("größe"));
    expect(told(table(id), after, SKIP)).toEqual(['info unsupported-column-added "gr\\u00f6\\u00dfe"']);
    expect(told(table(id), table(id, field("größe", STRING, { nullable: false })), SKIP)).toEqual([
      'breaking table-unsupported "gr\\u00f6\\u00dfe"',
    ]);
  });

  test("does not keep the rest of a new STRUCT from being written", () => {
    const mixed: ColumnType = { kind: "struct", fields: [field("a"), field("span", INTERVAL)] };
    expect(told(table(id), table(id, field("x", mixed)), SKIP)).toEqual(["info column-added x"]);
    expect(told(table(id), table(id, field("x", mixed)))).toEqual(["info unsupported-column-added x"]);
  });
});

describe("the rescue column", () => {
  const settings: TableSettings = { rescueColumn: "rescue" };
  const rescue = field("rescue", { kind: "variant" });

  test("is a warning when it comes or goes, and nothing else", () => {
    expect(told(table(id), table(id, rescue), settings)).toEqual(["warning rescue-changed rescue"]);
    expect(told(table(id, rescue), table(id), settings)).toEqual(["warning rescue-changed rescue"]);
    expect(told(table(id, rescue), table(rescue, id), settings)).toEqual([]);
  });

  test("is a warning when it can rescue nothing any more", () => {
    expect(told(table(id, rescue), table(id, field("rescue")), settings)).toEqual([
      "warning rescue-changed rescue",
    ]);
    expect(told(table(id, rescue), table(id, { ...rescue, nullable: false }), settings)).toEqual([
      "warning rescue-changed rescue",
    ]);
  });

  test("is no change where it never could rescue", () => {
    expect(told(table(id, field("rescue")), table(id, field("rescue")), settings)).toEqual([]);
  });

  test("takes what producers still send for a dropped column, of JSON rows", () => {
    const [change] = compareTables(table(id, field("note"), rescue), table(id, rescue), settings);
    expect(change).toMatchObject({ rule: "column-removed", class: "breaking" });
    expect(change?.message).toContain("rescue column");
    const [plain] = compareTables(table(id, field("note")), table(id), settings);
    expect(plain?.message).not.toContain("rescue column");
  });
});
