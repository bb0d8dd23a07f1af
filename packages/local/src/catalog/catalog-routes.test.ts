import { describe, expect, it } from "vitest";
import { Tokens } from "../auth/tokens.js";
import { fromCatalog } from "../schema/from-catalog.js";
import type { TableName } from "../schema/table-name.js";
import { Warehouse } from "../store/warehouse.js";
import { MemoryFormat } from "../testing/memory-format.js";
import { ordersSchema } from "../testing/orders.js";
import { array, map, struct } from "../testing/schemas.js";
import { temporaryDirectory } from "../testing/temporary-directory.js";
import { catalogRoutes } from "./catalog-routes.js";
import { TableChanges } from "./table-changes.js";

const tokens = new Tokens(Buffer.alloc(32, 1));

const everyType = struct({
  "!c_byte": "byte",
  c_short: "short",
  c_int: "integer",
  c_long: "long",
  c_float: "float",
  c_double: "double",
  c_boolean: "boolean",
  c_string: "string",
  c_binary: "binary",
  c_date: "date",
  c_ts: "timestamp",
  c_ntz: "timestamp_ntz",
  c_dec: "decimal(38,18)",
  c_struct: struct({ "!a": "integer", b: array(map("string", "date")) }),
  c_array: array(struct({ x: "long" })),
  c_map: map("string", struct({ v: "timestamp" })),
});

describe(catalogRoutes, () => {
  it("describes a table as Unity Catalog does", async () => {
    const { get } = await served({ catalog: "main", schema: "shop", table: "orders" });
    const { status, body } = await get("/tables/main.shop.orders");
    expect(status).toBe(200);
    expect(body).toMatchObject({
      name: "orders",
      catalog_name: "main",
      schema_name: "shop",
      full_name: "main.shop.orders",
      table_type: "MANAGED",
      data_source_format: "DELTA",
      storage_location: expect.stringMatching(/^file:\/\/\/.*\/main\/shop\/orders$/),
      created_at: 1_700_000_000_000,
    });
    expect(body.columns).toEqual([
      {
        name: "id",
        type_text: "bigint",
        type_json: '{"name":"id","type":"long","nullable":false,"metadata":{}}',
        type_name: "LONG",
        type_precision: 0,
        type_scale: 0,
        position: 0,
        nullable: false,
      },
      {
        name: "note",
        type_text: "string",
        type_json: '{"name":"note","type":"string","nullable":true,"metadata":{"comment":"free text"}}',
        type_name: "STRING",
        type_precision: 0,
        type_scale: 0,
        position: 1,
        nullable: true,
        comment: "free text",
      },
      {
        name: "total",
        type_text: "decimal(10,2)",
        type_json: '{"name":"total","type":"decimal(10,2)","nullable":true,"metadata":{}}',
        type_name: "DECIMAL",
        type_precision: 10,
        type_scale: 2,
        position: 2,
        nullable: true,
      },
    ]);
  });

  it("describes every type so that it can be read back", async () => {
    const { get, warehouse } = await served();
    await warehouse.create({ catalog: "a", schema: "b", table: "c" }, { schema: everyType });
    const { body } = await get("/tables/a.b.c");
    expect(fromCatalog(body)).toMatchObject({
      name: { catalog: "a", schema: "b", table: "c" },
      schema: everyType,
    });
    const names = body.columns.map(({ type_name }: { type_name: string }) => type_name).join(" ");
    expect(names).toBe(
      "BYTE SHORT INT LONG FLOAT DOUBLE BOOLEAN STRING BINARY DATE TIMESTAMP TIMESTAMP_NTZ DECIMAL STRUCT ARRAY MAP",
    );
    expect(body.columns[13].type_text).toBe("struct<a:int,b:array<map<string,date>>>");
  });

  it("lists catalogs, schemas and tables in pages", async () => {
    const { get } = await served(
      { catalog: "main", schema: "shop", table: "orders" },
      { catalog: "main", schema: "shop", table: "items" },
      { catalog: "main", schema: "log-s", table: "hits" },
      { catalog: "dev", schema: "shop", table: "orders" },
    );
    expect((await get("/catalogs")).body).toEqual({ catalogs: [{ name: "dev" }, { name: "main" }] });
    expect((await get("/schemas?catalog_name=main")).body).toEqual({
      schemas: [
        { name: "log-s", catalog_name: "main", full_name: "main.log-s" },
        { name: "shop", catalog_name: "main", full_name: "main.shop" },
      ],
    });
    const first = (await get("/tables?catalog_name=main&schema_name=shop&max_results=1")).body;
    expect(first.tables).toMatchObject([{ full_name: "main.shop.items", columns: [{ name: "id" }, {}, {}] }]);
    const next = `/tables?catalog_name=main&schema_name=shop&max_results=1&page_token=${first.next_page_token}`;
    const second = (await get(next)).body;
    expect(second.tables).toMatchObject([{ full_name: "main.shop.orders" }]);
    expect(second).not.toHaveProperty("next_page_token");
  });

  it.each([
    ["/tables/main.shop.nope", 404, "TABLE_DOES_NOT_EXIST"],
    ["/tables/main.shop", 400, "INVALID_PARAMETER_VALUE"],
    ["/tables/..%2F..%2Fetc", 400, "INVALID_PARAMETER_VALUE"],
    ["/tables/%zz", 400, "INVALID_PARAMETER_VALUE"],
    ["/schemas", 400, "INVALID_PARAMETER_VALUE"],
    ["/schemas?catalog_name=nope", 404, "CATALOG_DOES_NOT_EXIST"],
    ["/tables?catalog_name=main", 400, "INVALID_PARAMETER_VALUE"],
    ["/tables?catalog_name=nope&schema_name=shop", 404, "CATALOG_DOES_NOT_EXIST"],
    ["/tables?catalog_name=main&schema_name=nope", 404, "SCHEMA_DOES_NOT_EXIST"],
    ["/catalogs?max_results=-1", 400, "INVALID_PARAMETER_VALUE"],
    ["/catalogs?page_token=x", 400, "INVALID_PARAMETER_VALUE"],
  ])("answers %s with %i %s", async (path, want, code) => {
    const { get } = await served({ catalog: "main", schema: "shop", table: "orders" });
    const { status, body } = await get(path);
    expect([status, body.error_code, typeof body.message]).toEqual([want, code, "string"]);
  });

  it.each<[string, string | undefined, number]>([
    ["no token", undefined, 401],
    ["another scheme", "Basic aWQ6c2VjcmV0", 401],
    [
      "an expired token of ours",
      `Bearer ${new Tokens(Buffer.alloc(32, 1), { now: () => 0 }).issue({ kind: "catalog" })}`,
      401,
    ],
    [
      "a token of another directory",
      `Bearer ${new Tokens(Buffer.alloc(32, 2)).issue({ kind: "catalog" })}`,
      401,
    ],
    ["a token of ours", `Bearer ${tokens.issue({ kind: "catalog" })}`, 200],
    ["a token of ours for a table", `Bearer ${tokens.issue({ kind: "table", table: "a.b.c" })}`, 200],
    ["a personal access token", "Bearer dapi0123456789", 200],
  ])("answers a request with %s", async (_, authorization, want) => {
    const { get } = await served({ catalog: "main", schema: "shop", table: "orders" });
    expect((await get("/catalogs", authorization ?? "")).status).toBe(want);
  });
});

interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: an answer's JSON, whose shape is what the tests are about
  readonly body: any;
}

async function served(...names: readonly TableName[]): Promise<{
  readonly warehouse: Warehouse;
  readonly get: (path: string, authorization?: string) => Promise<Answer>;
}> {
  const warehouse = await Warehouse.open(await temporaryDirectory(), new MemoryFormat(), () => {});
  for (const name of names) await warehouse.create(name, { schema: ordersSchema });
  const app = catalogRoutes(warehouse, new TableChanges(warehouse, () => {}), tokens);
  return {
    warehouse,
    async get(path, authorization = "Bearer pat") {
      const headers = authorization === "" ? {} : { authorization };
      const response = await app.request(`/api/2.1/unity-catalog${path}`, { headers });
      return { status: response.status, body: await response.json() };
    },
  };
}
