import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { writeTables } from "./support/emit-modules.js";
import { localOrders } from "./support/local-orders.js";
import { ORDERS } from "./support/shop.js";

const DOC = readFileSync(fileURLToPath(new URL("../docs/standard-schema.md", import.meta.url)), "utf8");
const [HANDLER = "", PARSER = ""] = [...DOC.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, text = ""]) => text);
const [ANSWER = ""] = [...DOC.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text = ""]) => text);

interface Program {
  readonly zerobus: AsyncDisposable;
  readonly placeOrder: (request: Request) => Promise<Response>;
}

/** The programs of the document, loaded beside the tables that they import. */
async function load<Module>(program: string): Promise<Module> {
  const file = join(dirname(fileURLToPath(writeTables([ORDERS]))), "program.ts");
  writeFileSync(file, program.replace("./tables/index.js", "./index.js"));
  return import(file);
}

function post(body: string): Request {
  return new Request("http://shop.test/orders", { method: "POST", body });
}

describe("docs/standard-schema.md", () => {
  it("shows a handler that ingests what is a row, and answers all that is wrong with what is none", async () => {
    const { stored } = await localOrders();
    const { zerobus, placeOrder } = await load<Program>(HANDLER);
    onTestFinished(() => zerobus[Symbol.asyncDispose]());
    const order = { order_id: 42, placed_at: "2026-01-31T12:00:00Z", total: "19.99", items: [{ sku: "A" }] };
    expect((await placeOrder(post(JSON.stringify(order)))).status).toBe(204);

    const { placed_at: _, ...late } = order;
    const refused = await placeOrder(post(JSON.stringify({ ...late, custmer_name: "Ada" })));
    expect(refused.status).toBe(422);
    expect(await refused.json()).toEqual(JSON.parse(ANSWER));
    for (const body of ["", "{", "null", "[]", '"order"']) {
      expect((await placeOrder(post(body))).status).toBe(422);
    }

    expect(await stored()).toMatchObject([{ order_id: 42n, placed_at: 1769860800000000n, total: 1999n }]);
  });

  it("is right about large numbers: refused when they were rounded, taken when they were kept", async () => {
    const { tables } = await localOrders();
    const { parseBody } = await load<{ readonly parseBody: (text: string) => unknown }>(PARSER);
    const text =
      '{"order_id": 9007199254740993, "placed_at": "2026-01-31T12:00:00Z", "items": [{"sku": "A", "quantity": 2}]}';
    const { validate } = tables.orders["~standard"];
    expect(validate(JSON.parse(text)).issues).toMatchObject([{ path: ["order_id"] }]);
    expect(validate(parseBody(text))).toMatchObject({ value: { order_id: 9007199254740993n } });
    expect(parseBody("[1, -2.5, 1e3, 1e400, -9007199254740993]")).toEqual([
      1,
      -2.5,
      1000,
      Infinity,
      -9007199254740993n,
    ]);
  });
});

describe("a table as a Standard Schema", () => {
  it("is one for a library that knows nothing else of it", async () => {
    const { tables } = await localOrders();
    const order = { order_id: 1, placed_at: new Date(0) };
    expect([order, { order_id: "1" }]).toEqual([
      expect.schemaMatching(tables.orders),
      expect.not.schemaMatching(tables.orders),
    ]);
  });
});
