import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { readTableInfo } from "@zerobus-gen/schema";
import { describe, expect, it } from "vitest";
import { type IngestOptions, ingest } from "../packages/generator/src/commands/ingest.js";
import { localOrders } from "./support/local-orders.js";
import { ORDERS_INFO } from "./support/shop.js";
import { temporaryFolder } from "./support/temporary-folder.js";

const DEFAULTS = { delimiter: ",", nullText: "", maxRejects: 1000, json: true } as const;

const [ORDERS = expect.fail("the orders are a table")] = readTableInfo(ORDERS_INFO, "orders").tables;

/** What `--json` says, and the exit code. */
async function run(
  file: string,
  options: Partial<IngestOptions> = {},
  signal: AbortSignal = new AbortController().signal,
): Promise<Readonly<Record<string, unknown>>> {
  const lines: string[] = [];
  const terminal = { out: (line: string) => lines.push(line), err: () => {}, colours: false };
  const code = await ingest(
    ORDERS,
    { ...DEFAULTS, folder: dirname(file), file, ...options },
    terminal,
    process.stdin,
    signal,
  );
  return { code, ...JSON.parse(lines.join("\n")) };
}

function order(id: number, customer_name: string | null = null): string {
  return JSON.stringify({
    order_id: id,
    placed_at: "2026-01-31T12:00:00Z",
    total: 1.5,
    customer_name,
    items: [],
  });
}

function fileOf(text: string | Buffer, name = "orders.ndjson"): string {
  const file = join(temporaryFolder(), name);
  writeFileSync(file, text);
  return file;
}

function rejectsOf(file: string): readonly { line: number; reasons: readonly string[]; raw: string }[] {
  return readFileSync(`${file}.rejects.ndjson`, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

describe("ingest", () => {
  it("makes every record of a file a row", async () => {
    const { stored } = await localOrders();
    const file = fileOf(Array.from({ length: 3000 }, (_, id) => order(id)).join("\n"));
    expect(await run(file)).toMatchObject({ code: 0, clean: true, durable: 3000, rejected: 0, unacked: 0 });
    const ids = (await stored()).map((row) => row.order_id);
    expect(ids).toEqual(Array.from({ length: 3000 }, (_, id) => BigInt(id)));
    expect(existsSync(`${file}.rejects.ndjson`)).toBe(false);
    expect(existsSync(`${file}.zerobus-progress.json`)).toBe(false);
  });

  it("reads CSV, zipped too, by the types of the columns", async () => {
    const { stored } = await localOrders();
    const csv =
      'order_id,placed_at,total,customer_name,items\n9007199254740993,2026-01-31T12:00:00Z,19.99,,"[{""sku"":""A""}]"\n';
    expect(await run(fileOf(gzipSync(csv), "orders.csv.gz"))).toMatchObject({ code: 0, durable: 1 });
    expect(await stored()).toEqual([
      {
        order_id: 9007199254740993n,
        placed_at: BigInt(Date.parse("2026-01-31T12:00:00Z")) * 1000n,
        total: 1999n,
        customer_name: null,
        items: [{ sku: "A", quantity: null }],
      },
    ]);
  });

  it("writes down what it cannot take, with line and reasons, and goes on", async () => {
    const { stored } = await localOrders();
    const file = fileOf([order(1), "{nope", "", '{"order_id":2,"total":"1.234"}', "[]", order(3)].join("\n"));
    expect(await run(file)).toMatchObject({ code: 1, clean: false, durable: 2, rejected: 3 });
    expect((await stored()).map((row) => row.order_id)).toEqual([1n, 3n]);
    expect(rejectsOf(file)).toEqual([
      { line: 2, reasons: [expect.stringContaining("not JSON")], raw: "{nope" },
      {
        line: 4,
        reasons: [expect.stringMatching(/^placed_at: /), expect.stringMatching(/^total: .*never rounded/)],
        raw: '{"order_id":2,"total":"1.234"}',
      },
      { line: 5, reasons: [expect.stringMatching(/^row: /)], raw: "[]" },
    ]);
  });

  it("stops when more is refused than allowed; what it took is durable", async () => {
    const { stored } = await localOrders();
    const file = fileOf([order(1), "x", "x", "x", order(2)].join("\n"));
    expect(await run(file, { maxRejects: 1 })).toMatchObject({
      code: 1,
      durable: 1,
      rejected: 2,
      doneLine: 1,
    });
    expect((await stored()).map((row) => row.order_id)).toEqual([1n]);
  });

  it("goes on where an earlier run stopped, when told to", async () => {
    const { stored } = await localOrders();
    const lines = Array.from({ length: 5000 }, (_, id) => order(id));
    lines.splice(2000, 0, "broken");
    const file = fileOf(lines.join("\n"));
    expect(await run(file, { maxRejects: 0 })).toMatchObject({ code: 1, durable: 2000, doneLine: 2000 });

    await expect(run(file)).rejects.toThrow(`an earlier run stopped after line 2000 of orders.ndjson`);
    expect(await run(file, { again: "resume" })).toMatchObject({ code: 1, durable: 3000, rejected: 1 });
    expect((await stored()).map((row) => Number(row.order_id))).toEqual(
      Array.from({ length: 5000 }, (_, id) => id),
    );
    expect(existsSync(`${file}.zerobus-progress.json`)).toBe(false);
  });

  it("begins again when told to", async () => {
    const { stored } = await localOrders();
    const file = fileOf([order(1), "broken"].join("\n"));
    await run(file, { maxRejects: 0 });
    expect(await run(file, { again: "restart" })).toMatchObject({ durable: 1, rejected: 1 });
    expect(rejectsOf(file)).toHaveLength(1);
    expect(await stored()).toHaveLength(2);
  });

  it("does not go on in another file of the same name", async () => {
    await localOrders();
    const file = fileOf([order(1), "broken"].join("\n"));
    await run(file, { maxRejects: 0 });
    writeFileSync(file, [order(7), "broken", order(8)].join("\n"));
    await expect(run(file, { again: "resume" })).rejects.toThrow(
      "is not the file that an earlier run stopped in",
    );
  });

  it("goes on in a file that has grown", async () => {
    await localOrders();
    const file = fileOf([order(1), "broken"].join("\n"));
    await run(file, { maxRejects: 0 });
    writeFileSync(file, [order(1), "broken", order(2)].join("\n"));
    expect(await run(file, { again: "resume" })).toMatchObject({ durable: 1, rejected: 1 });
  });

  it("says what the server refuses a row for, with its line", async () => {
    const { local } = await localOrders();
    const file = fileOf([order(1), "", order(2, "poison"), order(3)].join("\n"));
    local.faults.add({
      times: "always",
      fault: { kind: "refuse-row", column: "customer_name", equals: "poison" },
    });
    expect(await run(file)).toMatchObject({ code: 1, durable: 2, rejected: 1 });
    expect(rejectsOf(file)).toMatchObject([{ line: 3 }]);
  });

  it("says that the server cannot be had, and what is unacked", async () => {
    const { local } = await localOrders();
    local.faults.add({ times: "always", fault: { kind: "refuse-create", code: "PERMISSION_DENIED" } });
    const file = fileOf(order(1));
    expect(await run(file)).toMatchObject({
      code: 1,
      durable: 0,
      error: { message: expect.stringMatching(/permission/i) },
    });
  });
});
