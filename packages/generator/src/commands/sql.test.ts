import type { Field, SchemaRead, TableSchema } from "@zerobus-gen/schema";
import { describe, expect, test } from "vitest";
import { type SqlOptions, sql } from "./sql.js";

const column = (name: string, rest: Partial<Field> = {}): Field => ({
  name,
  number: 1,
  type: { kind: "string" },
  nullable: true,
  ...rest,
});
const table = (name: string, columns: readonly Field[]): TableSchema => ({
  name: { catalog: "main", schema: "shop", table: name },
  columns,
});

const sources: Readonly<Record<string, SchemaRead>> = {
  "a.json": { tables: [table("orders", [column("id")])], problems: [] },
  "b.json": {
    tables: [table("orders", [column("id"), column("total", { type: { kind: "int" } })])],
    problems: [],
  },
  "c.json": { tables: [table("orders", [column("id")]), table("items", [column("sku")])], problems: [] },
  "d.json": { tables: [table("orders", [column("id")]), table("people", [column("name")])], problems: [] },
  "bad.json": {
    tables: [],
    problems: [{ severity: "error", code: "NO_COLUMNS", table: "main.shop.bad", message: "no columns" }],
  },
};

async function run(
  names: readonly string[],
  options: SqlOptions = {},
): Promise<{ code: number; out: string; err: string; asked: readonly string[] }> {
  const [out, err, asked]: [string[], string[], string[]] = [[], [], []];
  const code = await sql(
    names,
    options,
    async (wanted) => {
      asked.push(...wanted);
      const reads = wanted.map((name) => sources[name] ?? { tables: [], problems: [] });
      return {
        tables: reads.flatMap(({ tables }) => tables),
        problems: reads.flatMap(({ problems }) => problems),
      };
    },
    { out: (line) => out.push(line), err: (line) => err.push(line), colours: false },
  );
  return { code, out: out.join("\n"), err: err.join("\n"), asked };
}

describe("sql", () => {
  test("creates the tables of a source", async () => {
    expect(await run(["c.json"])).toMatchObject({
      code: 0,
      out: "CREATE TABLE main.shop.orders (\n  id STRING\n)\nUSING DELTA;\n\nCREATE TABLE main.shop.items (\n  sku STRING\n)\nUSING DELTA;",
    });
  });

  test("alters one table into another, under headings that say when", async () => {
    expect(
      (await run(["b.json", "a.json"], { diff: true })).out,
    ).toBe(`-- == After the new producers have taken over.
-- columns can be renamed and dropped only with column mapping; old Delta readers cannot read the table then
ALTER TABLE main.shop.orders SET TBLPROPERTIES ('delta.columnMapping.mode' = 'name');

-- what is in the column is gone then
ALTER TABLE main.shop.orders DROP COLUMN total;`);
  });

  test("creates what is new in a diff, and drops no table", async () => {
    const { out } = await run(["c.json", "d.json"], { diff: true });
    expect(out).toContain("CREATE TABLE main.shop.people");
    expect(out).toContain("-- main.shop.items is not in the second source");
    expect(out).not.toContain("DROP");
  });

  test("says that there is nothing to do", async () => {
    expect(await run(["a.json", "a.json"], { diff: true })).toMatchObject({
      code: 0,
      out: "",
      err: /nothing/,
    });
  });

  test("grants by the name alone, without reading the table", async () => {
    const { out, asked } = await run(["main.shop.orders", "main.shop.items"], {
      grants: true,
      principal: "0c5c-11",
    });
    expect(asked).toEqual([]);
    expect(out.match(/^GRANT .*$/gm)).toEqual([
      "GRANT USE CATALOG ON CATALOG main TO `0c5c-11`;",
      "GRANT USE SCHEMA ON SCHEMA main.shop TO `0c5c-11`;",
      "GRANT SELECT, MODIFY ON TABLE main.shop.orders TO `0c5c-11`;",
      "GRANT SELECT, MODIFY ON TABLE main.shop.items TO `0c5c-11`;",
    ]);
  });

  test("grants on the tables of files", async () => {
    const { out, asked } = await run(["a.json"], { grants: true, principal: "p" });
    expect(asked).toEqual(["a.json"]);
    expect(out).toContain("ON TABLE main.shop.orders TO `p`;");
  });

  test("prints one JSON document", async () => {
    const { out } = await run(["a.json", "b.json"], { diff: true, json: true });
    expect(JSON.parse(out)).toEqual({
      clean: true,
      problems: [],
      statements: [
        {
          table: "main.shop.orders",
          phase: "before",
          sql: "ALTER TABLE main.shop.orders ADD COLUMNS (total INT)",
          notes: [],
        },
      ],
    });
  });

  test.each([{}, { json: true }, { diff: true }])(
    "prints no statement where a table could not be read (%o)",
    async (options) => {
      const { code, out, err } = await run(
        options.diff ? ["a.json", "bad.json"] : ["bad.json", "a.json"],
        options,
      );
      expect(code).toBe(1);
      expect(out + err).toContain("no columns");
      expect(out + err).not.toMatch(/CREATE|ALTER/);
    },
  );

  test.each<[readonly string[], SqlOptions, string]>([
    [["a.json"], { diff: true }, "--diff takes two sources, and there is 1"],
    [["a.json", "b.json", "c.json"], { diff: true }, "there are 3"],
    [["a.json"], { grants: true }, "nobody to grant to"],
    [["a.json"], { principal: "p" }, "--principal is for --grants only"],
    [["a.json", "b.json"], { diff: true, grants: true, principal: "p" }, "do not go together"],
  ])("refuses %o with %o", async (names, options, message) => {
    await expect(run(names, options)).rejects.toThrow(message);
  });
});
