import { describe, expect, test } from "vitest";
import { problemOf } from "../table/problem.js";
import type { SchemaRead } from "../table/schema-read.js";
import type { TableSchema } from "../table/table-schema.js";
import { type ComparingOptions, compareReads } from "./compare-reads.js";

const CHECK: ComparingOptions = { settingsOf: () => ({}), pairing: "names", missing: "failure" };
const DIFF: ComparingOptions = { settingsOf: () => ({}), pairing: "places", missing: "breaking" };

function table(fullName: string, columns: readonly string[] = ["id"]): TableSchema {
  const [catalog = "", schema = "", name = ""] = fullName.split(".");
  return {
    name: { catalog, schema, table: name },
    columns: columns.map((column, index) => ({
      name: column,
      number: index + 1,
      type: { kind: "string" },
      nullable: true,
    })),
  };
}

function read(...tables: readonly (TableSchema | string)[]): SchemaRead {
  return { tables: tables.map((one) => (typeof one === "string" ? table(one) : one)), problems: [] };
}

function pairs(before: SchemaRead, after: SchemaRead, options: ComparingOptions): readonly string[] {
  return compareReads(before, after, options).compared.map(
    ({ table: name, comparedWith }) => `${name} ${comparedWith ?? "="}`,
  );
}

describe("a check", () => {
  test("compares tables of one name, ignoring case, and no others", () => {
    const result = compareReads(read("a.b.c", "a.b.d"), read("x.b.c", "A.B.D"), CHECK);
    expect(result.compared).toEqual([{ table: "a.b.d", comparedWith: "A.B.D", changes: [] }]);
    expect(result).toMatchObject({ onlyBefore: ["a.b.c"], onlyAfter: ["x.b.c"] });
    expect(result.failures).toEqual([
      { table: "a.b.c", message: expect.stringContaining("cannot see it"), hint: expect.any(String) },
    ]);
  });

  test("gives each table its settings", () => {
    const before = read(table("a.b.c", ["id", "x"]), table("a.b.d", ["id", "x"]));
    const after = read("a.b.c", "a.b.d");
    const settingsOf = ({ name }: TableSchema): object => (name.table === "c" ? { omit: ["x"] } : {});
    const { compared } = compareReads(before, after, { ...CHECK, settingsOf });
    expect(compared.flatMap(({ changes }) => changes).map((change) => change.class)).toEqual([
      "info",
      "breaking",
    ]);
  });

  test("fails with the reason for a table that could not be read, once", () => {
    const problem = problemOf("a.b.c", {
      code: "MALFORMED",
      column: "x",
      message: "is broken",
      hint: "mend it",
    });
    const result = compareReads(read("a.b.c"), { tables: [], problems: [problem] }, CHECK);
    expect(result.failures).toEqual([{ table: "a.b.c", message: "x: is broken", hint: "mend it" }]);
  });

  test("does not call tables missing after reading failed as a whole", () => {
    const problem = problemOf("the catalog", { code: "MALFORMED", message: "no answer" });
    for (const options of [CHECK, DIFF]) {
      const result = compareReads(read("a.b.c"), { tables: [], problems: [problem] }, options);
      expect(result.failures.map(({ message }) => message)).toEqual([
        "no answer",
        "was not read, since reading failed before",
      ]);
      expect(result.compared).toEqual([]);
    }
  });

  test("does not fail for warnings", () => {
    const problem = problemOf("a.b.c", { code: "EXTERNAL_TABLE", message: "external" });
    expect(compareReads(read("a.b.c"), { ...read("a.b.c"), problems: [problem] }, CHECK).failures).toEqual(
      [],
    );
  });

  test("of nothing is a failure, never clean", () => {
    expect(compareReads(read(), read(), CHECK).failures).toHaveLength(1);
    expect(compareReads(read(), read("a.b.c"), DIFF).failures).toHaveLength(1);
  });
});

describe("a diff", () => {
  test("calls a table that is only on the first side gone", () => {
    const result = compareReads(read("a.b.c", "a.b.d"), read("a.b.d", "a.b.e", "a.b.f"), DIFF);
    expect(result.failures).toEqual([]);
    expect(result.compared[0]).toMatchObject({
      table: "a.b.c",
      changes: [{ rule: "table-missing", class: "breaking" }],
    });
  });

  test("finds tables in another catalog or schema, where there is only one of the name", () => {
    expect(
      pairs(read("dev.shop.orders", "dev.shop.items"), read("prod.shop.items", "prod.shop.orders"), DIFF),
    ).toEqual(["dev.shop.orders prod.shop.orders", "dev.shop.items prod.shop.items"]);
    expect(
      pairs(read("dev.a.orders", "dev.a.x"), read("prod.b.orders", "prod.b.y", "prod.b.z"), DIFF),
    ).toEqual(["dev.a.orders prod.b.orders", "dev.a.x ="]);
    expect(
      pairs(read("dev.a.orders", "dev.b.orders", "dev.c.x"), read("prod.c.orders", "prod.c.y"), DIFF),
    ).toEqual(["dev.a.orders =", "dev.b.orders =", "dev.c.x ="]);
  });

  test("compares two tables whatever their names are", () => {
    expect(pairs(read("a.b.orders"), read("x.y.orders_v2"), DIFF)).toEqual(["a.b.orders x.y.orders_v2"]);
  });
});
