import { describe, expect, it } from "vitest";
import { type LocalZerobus, TableExistsError } from "../index.js";
import { ORDERS, ordersInfo } from "../testing/orders.js";
import { rowsOf, started } from "../testing/orders-server.js";
import { fetchToken } from "../testing/raw-client.js";
import { changeRoutes } from "./change-routes.js";

const ITEMS = {
  ...ordersInfo,
  name: "items",
  table_type: "STREAMING_TABLE",
  comment: "things",
  owner: "somebody",
  table_id: "11111111-2222-3333-4444-555555555555",
  properties: { "delta.constraints.positive": "id > 0", "delta.columnMapping.mode": "name" },
  table_constraints: [{ named_table_constraint: { name: "positive" } }],
  row_filter: { function_name: "main.shop.f", input_column_names: ["id"] },
  columns: [
    { name: "id", type_json: '"long"', nullable: false, position: 4, mask: { function_name: "main.shop.m" } },
    {
      name: "v",
      type_text: "varchar(3)",
      type_json:
        '{"name":"v","type":"string","nullable":true,"metadata":{"__CHAR_VARCHAR_TYPE_STRING":"varchar(3)","CURRENT_DEFAULT":"1","delta.columnMapping.id":7}}',
      type_name: "STRING",
      position: 2,
      nullable: true,
      comment: null,
      partition_index: null,
    },
  ],
};

describe(changeRoutes, () => {
  it("creates a table, and tells it word for word", async () => {
    const { call } = await served();
    const { status, body } = await call("POST", "", ITEMS);
    expect([status, body]).toEqual([200, expect.objectContaining({ ...ITEMS, columns: expect.anything() })]);
    expect(body.columns[0]).toMatchObject({ ...ITEMS.columns[0], type_text: "bigint", type_name: "LONG" });
    expect(body.columns[1]).toMatchObject(Object(ITEMS.columns[1]));
    expect((await call("GET", "/main.shop.items")).body).toEqual(body);
    expect(await call("POST", "", ITEMS)).toMatchObject({
      status: 409,
      body: { error_code: "TABLE_ALREADY_EXISTS" },
    });
  });

  it("alters a table by what the body mentions, and tells what became of the rows", async () => {
    const { call, local } = await served();
    const before = (await call("GET", `/${ORDERS}`)).body;
    const kept = await call("PATCH", `/${ORDERS}`, { comment: "new", properties: { a: "1" } });
    expect(kept.body).toMatchObject({ comment: "new", properties: { a: "1" }, columns: before.columns });
    expect(kept.body.zerobus_local).toEqual({ rows: "kept", because: [] });
    const [id] = before.columns;
    const replaced = await call("PATCH", `/${ORDERS}`, { columns: [{ ...id, nullable: true }] });
    const because = ["column note is gone", "column total is gone"];
    expect(replaced.body.zerobus_local).toEqual({ rows: "removed", because });
    expect(replaced.body.table_id).toBe(before.table_id);
    expect((await call("GET", `/${ORDERS}`)).body).not.toHaveProperty("zerobus_local");
    await expect(local.createTable(ordersInfo)).rejects.toThrow(TableExistsError);
  });

  it("drops a table", async () => {
    const { call, local } = await served();
    expect(await call("DELETE", `/${ORDERS}`)).toEqual({ status: 200, body: {} });
    expect((await call("GET", `/${ORDERS}`)).status).toBe(404);
    expect(local.tables()).toEqual([]);
  });

  it("answers a body that is too large by 400, whether it tells its size or not", async () => {
    const { call } = await served();
    const text = JSON.stringify({ x: "x".repeat(17 * 1024 * 1024) });
    for (const body of [text, new Blob([text]).stream()]) {
      expect((await call("POST", "", body)).status).toBe(400);
    }
    const chunked = new Blob([JSON.stringify(ITEMS)]).stream();
    expect((await call("POST", "", chunked)).status).toBe(200);
  });

  it.each<[string, string, unknown, number, string]>([
    ["POST", "", { name: "x" }, 400, "INVALID_PARAMETER_VALUE"],
    ["POST", "", [], 400, "INVALID_PARAMETER_VALUE"],
    ["POST", "", undefined, 400, "INVALID_PARAMETER_VALUE"],
    ["PATCH", "/main.shop.nope", {}, 404, "TABLE_DOES_NOT_EXIST"],
    ["PATCH", `/${ORDERS}`, { columns: [] }, 400, "INVALID_PARAMETER_VALUE"],
    ["PATCH", `/${ORDERS}`, { columns: 7 }, 400, "INVALID_PARAMETER_VALUE"],
    ["PATCH", `/${ORDERS}`, { name: "other" }, 400, "INVALID_PARAMETER_VALUE"],
    ["DELETE", "/main.shop.nope", undefined, 404, "TABLE_DOES_NOT_EXIST"],
    ["DELETE", "/..%2F..", undefined, 404, "TABLE_DOES_NOT_EXIST"],
  ])("answers %s %s with %j by %i %s", async (method, path, body, status, code) => {
    const { call, local } = await served();
    const answer = await call(method, path, body);
    expect([answer.status, answer.body.error_code]).toEqual([status, code]);
    expect(await rowsOf(local)).toEqual([]);
  });

  it("lets no producer's token change anything, nor anybody without one", async () => {
    const { local } = await served();
    const url = `${local.catalog}/api/2.1/unity-catalog/tables/${ORDERS}`;
    const token = await fetchToken(local.catalog, ORDERS);
    const headers = { authorization: `Bearer ${token}` };
    expect((await fetch(url, { method: "DELETE", headers })).status).toBe(403);
    expect((await fetch(url, { method: "DELETE" })).status).toBe(401);
    expect((await fetch(url, { headers })).status).toBe(200);
  });
});

interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: an answer's JSON, whose shape is what the tests are about
  readonly body: any;
}

async function served(): Promise<{
  readonly local: LocalZerobus;
  readonly call: (method: string, path: string, body?: unknown) => Promise<Answer>;
}> {
  const local = await started();
  return {
    local,
    async call(method, path, body) {
      const response = await fetch(`${local.catalog}/api/2.1/unity-catalog/tables${path}`, {
        method,
        headers: { authorization: "Bearer pat", "content-type": "application/json" },
        ...(body === undefined ? {} : bodyOf(body)),
      });
      return { status: response.status, body: await response.json() };
    },
  };
}

function bodyOf(body: unknown): RequestInit {
  const streamed: RequestInit & { duplex: "half" } = { duplex: "half" };
  if (body instanceof ReadableStream) return { ...streamed, body };
  return { body: typeof body === "string" ? body : JSON.stringify(body) };
}
