import { join } from "node:path";
import { startLocal } from "@zerobus-gen/local";
import { connect, rawJson } from "@zerobus-gen/runtime";
import { parseTypeText, tableInfoJson } from "@zerobus-gen/schema";
import { describe, expect, it, onTestFinished } from "vitest";
import type { TableSchema } from "zerobus-gen";
import { duckDbFolder, duckDbProject, isDuckDbBeside } from "./support/duckdb.js";
import { loadTables } from "./support/emit-modules.js";
import { runCli } from "./support/run-cli.js";
import { sampleRow } from "./support/sample-row.js";
import { ORDERS } from "./support/shop.js";
import { temporaryFolder } from "./support/temporary-folder.js";

const duckDb = duckDbFolder();

function table(name: string, columns: Readonly<Record<string, string>>): TableSchema {
  const [catalog = "", schema = "", last = ""] = name.split(".");
  const fields = Object.entries(columns).map(([column, sql], at) => {
    const type = parseTypeText(sql, column, ({ message }) => expect.fail(message));
    return { name: column, number: at + 1, type, nullable: true };
  });
  return { name: { catalog, schema, table: last }, columns: fields };
}

/** A project with DuckDB, and a server whose tables are in it. It stops with the test. */
async function started(...tables: readonly TableSchema[]) {
  const folder = duckDbProject(duckDb ?? "");
  const local = await startLocal({
    dir: join(folder, ".zerobus"),
    tables: tables.map(tableInfoJson),
    env: true,
  });
  onTestFinished(() => local.close());
  const query = (sql: string, ...argv: readonly string[]) => runCli(folder, ["query", sql, ...argv]);
  return { folder, local, query };
}

async function ingest(schema: TableSchema, ...rows: readonly object[]): Promise<void> {
  const [generated] = (await loadTables([schema])).values();
  if (generated === undefined) throw new Error("nothing was generated");
  await using zerobus = connect({ tables: { generated } });
  for (const row of rows) zerobus.tables.generated.ingest({ ...row });
  await zerobus.close();
}

describe.skipIf(duckDb === undefined)("zerobus-gen query", () => {
  it("says what the tables hold, while their server runs, and after", async () => {
    const { local, query } = await started(ORDERS);
    const placed = { placed_at: new Date("2026-01-31T12:00:00Z") };
    const items = [{ sku: "a", quantity: 2 }];
    await ingest(
      ORDERS,
      { order_id: 9007199254740993n, ...placed, total: "19.9", items },
      { order_id: 2n, ...placed },
    );
    const all = "select order_id, placed_at, total, items from main.shop.orders";
    expect(await query(all)).toEqual({
      code: 0,
      err: "",
      out: [
        "        order_id  placed_at               total  items",
        "────────────────  ──────────────────────  ─────  ──────────────────────────",
        '9007199254740993  2026-01-31 12:00:00+00  19.90  [{"sku":"a","quantity":2}]',
        "               2  2026-01-31 12:00:00+00   NULL  []",
        "2 rows",
      ].join("\n"),
    });
    await local.close();
    const { out } = await query("select sum(total) as total, max(order_id) from orders", "--format", "csv");
    expect(out).toBe("total,max(order_id)\n19.90,9007199254740993");
    expect(JSON.parse((await query(all, "--json")).out)).toEqual([
      { order_id: "9007199254740993", placed_at: "2026-01-31 12:00:00+00", total: "19.90", items },
      { order_id: "2", placed_at: "2026-01-31 12:00:00+00", total: null, items: [] },
    ]);
  });

  it("has every column of a table that is empty, and those that came later", async () => {
    const before = table("main.shop.notes", { id: "BIGINT", inner: "STRUCT<a: INT>" });
    const after = table("main.shop.notes", {
      id: "BIGINT",
      inner: "STRUCT<a: INT, b: DATE>",
      extra: "MAP<STRING, INT>",
    });
    const { local, query } = await started(before);
    const described = async () => (await query("describe main.shop.notes", "--format", "csv")).out;
    expect(await described()).toContain("inner,STRUCT(a INTEGER),YES");
    expect((await query("select * from main.shop.notes", "--json")).out).toBe("[]");
    await ingest(before, { id: 1n, inner: { a: 1 } });
    await local.alterTable(tableInfoJson(after));
    const nulls = { id: "1", inner: { a: 1, b: null }, extra: null };
    expect(JSON.parse((await query("from notes", "--json")).out)).toEqual([nulls]);
    await ingest(after, { id: 2n, inner: { b: "2026-01-31" }, extra: { k: 1 } });
    expect(await described()).toContain("MAP(VARCHAR, INTEGER)");
    expect(JSON.parse((await query("select * from notes order by id", "--json")).out)).toEqual([
      nulls,
      { id: "2", inner: { a: null, b: "2026-01-31" }, extra: [{ key: "k", value: 1 }] },
    ]);
  });

  it("reads every type, and a VARIANT as its JSON", async () => {
    const columns = {
      flag: "BOOLEAN",
      tiny: "TINYINT",
      small: "SMALLINT",
      count: "INT",
      single: "FLOAT",
      ratio: "DOUBLE",
      text: "VARCHAR(10)",
      body: "BINARY",
      day: "DATE",
      wall: "TIMESTAMP_NTZ",
      amount: "DECIMAL(38,10)",
      payload: "VARIANT",
      payloads: "ARRAY<VARIANT>",
    };
    const schema = table("prod.raw.everything", columns);
    const { query } = await started(schema);
    const { written } = sampleRow(schema.columns.slice(0, -3));
    const row = {
      ...written,
      amount: "1.5",
      payload: { a: rawJson("0.1234567890123456789") },
      payloads: [rawJson("null"), 1],
    };
    await ingest(schema, row);
    const [read] = JSON.parse((await query("from prod.raw.everything", "--json")).out);
    expect(read).toMatchObject({
      flag: true,
      tiny: -128,
      small: 32767,
      count: -2147483648,
      single: 0.5,
      ratio: -1.5e300,
      day: "2026-02-28",
      wall: "2026-02-28 12:34:56.789012",
      amount: "1.5000000000",
      payload: '{"a":0.1234567890123456789}',
      payloads: ["null", "1"],
    });
  });

  it("knows tables by their names, however they are written, and no text or comment for one", async () => {
    const { query } = await started(
      table("main.shop.orders", { id: "INT" }),
      table("main.logs.orders", { id: "INT", line: "STRING" }),
      table('Wei"rd.sel-ect.na_me', { id: "INT" }),
    );
    const columns = async (sql: string) => (await query(sql, "--format", "csv")).out;
    for (const name of ["main.shop.orders", '"MAIN" . shop."Orders"', "main\n.shop.orders"]) {
      expect(await columns(`select id, main.shop.orders.id from ${name}`)).toBe("id,id");
    }
    expect(await columns('select * from "wei""rd"."sel-ect"."na_me"')).toBe("id");
    expect(await columns('select "Id" from "na_me"')).toBe("id");
    expect(
      await columns("select 'main.shop.orders' as a, $$main.shop.orders$$ as b -- main.shop.orders"),
    ).toBe("a,b\nmain.shop.orders,main.shop.orders");
    expect(await query("select * from orders")).toMatchObject({
      code: 1,
      err: expect.stringMatching(
        /orders[\s\S]*there are Wei"rd\.sel-ect\.na_me, main\.logs\.orders, main\.shop/,
      ),
    });
  });

  it.each([
    ["insert into main.shop.orders values (1)", ""],
    ["copy (select 1) to 'x.csv'", "query runs one statement that only reads"],
    ["select 1; select 2", "query runs one statement that only reads"],
    ["drop view orders", "query runs one statement that only reads"],
    ["attach 'x.db'", "query runs one statement that only reads"],
    [" ", "there is no statement"],
    ["selct 1", "syntax error"],
    ["select * from main.shop.nosuch", "there are main.shop.orders"],
    ["select 1/0 from orders where error('at run time')", ""],
  ])("refuses %j, and changes nothing", async (sql, why) => {
    const { query } = await started(ORDERS);
    const told = await query(sql);
    expect(told).toMatchObject({ code: sql.includes("error(") ? 0 : 1 });
    expect(told.err).toContain(why);
  });
});

describe("zerobus-gen query without DuckDB", () => {
  it.runIf(duckDb === undefined)(
    "is all that is tested: npm ci --prefix test/interop installs it",
    ({ skip }) => skip(),
  );

  it.skipIf(isDuckDbBeside())("says how it is installed", async () => {
    expect(await runCli(temporaryFolder(), ["query", "select 1"])).toEqual({
      code: 1,
      out: "",
      err: "error query needs DuckDB, and @duckdb/node-api is not installed\n    npm install -D @duckdb/node-api",
    });
  });

  it("says so when there are no tables", async () => {
    if (duckDb === undefined) return;
    const told = await runCli(duckDbProject(duckDb), ["query", "select 1"]);
    expect(told).toMatchObject({
      code: 1,
      err: expect.stringMatching(/there are no tables in \.zerobus[\s\S]*zerobus-gen dev/),
    });
  });
});
