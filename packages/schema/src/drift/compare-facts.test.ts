import { describe, expect, test } from "vitest";
import type { Field, TableFacts, TableSchema } from "../table/table-schema.js";
import type { TableSettings } from "../table/table-settings.js";
import { compareTables } from "./compare-tables.js";

function table(names: readonly string[], facts?: TableFacts): TableSchema {
  const columns = names.map((name, index) => ({
    name,
    number: index + 1,
    type: { kind: "int" } as const,
    nullable: true,
  }));
  return { name: { catalog: "main", schema: "shop", table: "orders" }, columns, ...(facts && { facts }) };
}

function told(before: TableSchema, after: TableSchema, settings?: TableSettings): readonly string[] {
  return compareTables(before, after, settings).map(({ class: severity, rule, path }) =>
    path === undefined ? `${severity} ${rule}` : `${severity} ${rule} ${path}`,
  );
}

describe("the table as a whole", () => {
  const managed: TableFacts = { id: "1", kind: "MANAGED", format: "DELTA" };
  const facts = (after: TableFacts, before: TableFacts = managed): readonly string[] =>
    told(table(["id"], before), table(["id"], after));

  test.each<[after: TableFacts, want: readonly string[]]>([
    [managed, []],
    [{ ...managed, kind: "STREAMING_TABLE" }, []],
    [{ ...managed, id: "2" }, ["breaking table-recreated"]],
    [{ ...managed, kind: "VIEW" }, ["breaking table-unsupported"]],
    [{ ...managed, kind: "EXTERNAL" }, ["breaking table-unsupported"]],
    [{ ...managed, format: "ICEBERG" }, ["breaking table-unsupported"]],
    [{ ...managed, hasCatalogCommits: true }, ["breaking table-unsupported"]],
    [{ ...managed, hasRowFilter: true }, ["warning policy-added"]],
    [{ ...managed, checks: ["positive"] }, ["warning constraint-added"]],
    [{ ...managed, partitionedBy: ["id"] }, ["info partitioning-changed"]],
    [{ ...managed, primaryKey: ["id"] }, []],
  ])("%j", (after, want) => {
    expect(facts(after)).toEqual(want);
  });

  test("does not change by what the catalog says no more", () => {
    const rich: TableFacts = { ...managed, hasRowFilter: true, checks: ["positive"] };
    expect(facts(managed, rich)).toEqual([]);
    expect(facts({}, managed)).toEqual([]);
  });

  test("does not change by what a source without facts never said", () => {
    const after: TableFacts = { ...managed, hasRowFilter: true, checks: ["a"], partitionedBy: ["id"] };
    expect(told(table(["id"]), table(["id"], after))).toEqual([]);
  });

  test("is not taken as a view even where nothing was known before", () => {
    const after = table(["id"], { kind: "VIEW" });
    expect(told(table(["id"]), after)).toEqual(["breaking table-unsupported"]);
  });

  test("may be external where nothing was known before, as in development", () => {
    const after = table(["id"], { kind: "EXTERNAL" });
    expect(told(table(["id"]), after)).toEqual(["warning table-unsupported"]);
  });

  test("has two ids in two environments without having been created again", () => {
    const dev = table(["id"], managed);
    const prod = {
      ...table(["id"], { ...managed, id: "2" }),
      name: { ...dev.name, catalog: "prod" },
    };
    expect(told(dev, prod)).toEqual([]);
  });

  test("is refused beyond 2000 columns, and what the settings leave out does not count", () => {
    const wide = (width: number): TableSchema => table(Array.from({ length: width }, (_, at) => `c${at}`));
    expect(told(wide(2000), wide(2001))).toEqual(["breaking table-unsupported", "info column-added c2000"]);
    expect(told(wide(2001), wide(2001))).toEqual([]);
    expect(told(wide(2000), wide(2001), { omit: ["c2000"] })).toEqual(["info column-added c2000"]);
  });

  test("warns of masks and computed columns", () => {
    const base = table(["id", "email"]);
    const with_ = (traits: Partial<Field>): TableSchema => ({
      ...base,
      columns: base.columns.map((field) => (field.name === "email" ? { ...field, ...traits } : field)),
    });
    expect(told(base, with_({ isMasked: true }))).toEqual(["warning policy-added email"]);
    for (const computed of ["default", "generated", "identity"] as const) {
      expect(told(base, with_({ computed }))).toEqual(["warning computed-column email"]);
    }
    expect(told(with_({ isMasked: true, computed: "default" }), base)).toEqual([]);
  });
});
