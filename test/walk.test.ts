import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { run } from "../packages/generator/src/cli.js";
import { DRIFTED } from "./support/live-shop.js";
import { storedRows } from "./support/local-orders.js";
import { ORDERS } from "./support/project.js";
import { runCli } from "./support/run-cli.js";
import { temporaryFolder } from "./support/temporary-folder.js";

/** `zerobus-gen dev` in a folder, until the test ends. */
async function devIn(folder: string, table: string): Promise<{ host: string; heard: readonly string[] }> {
  const heard: string[] = [];
  const hear = (line: string): void => void heard.push(line);
  const ended = run(
    ["dev", "--port", "0", "--table", table],
    { out: hear, err: hear, colours: false },
    { folder, variables: {} },
  );
  // As Ctrl-C does, for its own listener only: vitest has others.
  onTestFinished(async () => {
    process.listeners("SIGTERM").at(-1)?.("SIGTERM");
    expect(await ended).toBe(0);
  });
  await vi.waitFor(() => expect(heard.join("\n")).toContain("Ctrl-C"), 10_000);
  return { host: /EMULATOR_HOST=(\S+)/.exec(heard.join("\n"))?.[1] ?? "", heard };
}

const ROWS = [
  { order_id: 1, placed_at: "2026-01-31T12:00:00Z", total: "19.90", items: [{ sku: "A-1", quantity: 2 }] },
  { order_id: 2, placed_at: "2026-01-31T12:00:01Z", customer_name: "Ada" },
  { order_id: 3 },
];

it("a newcomer walks from an empty folder to drift that is told", async () => {
  const folder = temporaryFolder();
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  const read = (name: string): string => readFileSync(join(folder, name), "utf8");
  write("orders.json", ORDERS);
  const { host, heard } = await devIn(folder, "orders.json");
  vi.stubEnv("ZEROBUS_EMULATOR_HOST", host);
  onTestFinished(() => void vi.unstubAllEnvs());
  const zerobusGen = (...argv: readonly string[]) => runCli(folder, argv, { ZEROBUS_EMULATOR_HOST: host });
  const isDone = { code: 0, err: "" };

  const init = await zerobusGen("init", "--source", "main.shop.*");
  expect(init).toMatchObject({ ...isDone, out: expect.stringContaining(`pull reads tables from ${host}`) });
  expect(read("zerobus.config.ts")).toContain('source: "main.shop.*"');

  const pull = await zerobusGen("pull");
  const pulled = "+ main.shop.orders  new, 5 columns\n1 table in zerobus.lock.json, 1 changed";
  expect(pull).toEqual({ ...isDone, out: pulled });
  expect(await zerobusGen("check")).toEqual({ ...isDone, out: "clean: no changes in 1 table" });
  expect(await zerobusGen("generate", "--check")).toMatchObject({ code: 3 });
  expect(await zerobusGen("generate")).toMatchObject(isDone);
  expect(await zerobusGen("generate", "--check")).toMatchObject(isDone);

  write("rows.ndjson", ROWS.map((row) => `${JSON.stringify(row)}\n`).join(""));
  const ndjson = await zerobusGen("ingest", "orders", "rows.ndjson");
  expect(ndjson.code).toBe(1);
  expect(ndjson.out).toMatch(/^✗ 2 rows durable in main\.shop\.orders, /);
  expect(ndjson.err).toMatch(/^warning 1 record refused; rows\.ndjson\.rejects\.ndjson has each/);
  expect(JSON.parse(read("rows.ndjson.rejects.ndjson"))).toMatchObject({
    line: 3,
    reasons: [expect.stringContaining("placed_at")],
  });
  write("rows.csv", "order_id,placed_at,total\n4,2026-02-01T00:00:00Z,1.5\n");
  const csv = await zerobusGen("ingest", "orders", "rows.csv");
  expect(csv).toMatchObject({
    ...isDone,
    out: expect.stringMatching(/^✓ 1 row durable in main\.shop\.orders, /),
  });
  const stored = await storedRows(join(folder, ".zerobus/main/shop/orders"));
  expect(stored.map((row) => Number(row.order_id))).toEqual([1, 2, 4]);

  write("orders.json", DRIFTED);
  await vi.waitFor(() => expect(heard.join("\n")).toContain("table main.shop.orders was replaced"), 10_000);
  const check = await zerobusGen("check", "--format", "github", "--format", "markdown=drift.md");
  expect(check).toMatchObject({
    code: 2,
    out: expect.stringMatching(/^::error file=zerobus\.lock\.json,line=/),
  });
  expect(read("drift.md")).toContain("<code>total</code>");
  const sql = await zerobusGen("sql", "--diff", "zerobus.lock.json", "main.shop.orders");
  expect(sql).toMatchObject({ ...isDone, out: expect.stringContaining("DROP COLUMN total;") });
  const diff = await zerobusGen("diff", "zerobus.lock.json", "orders.json");
  expect(diff).toMatchObject({ code: 2, out: expect.stringMatching(/breaking {2}shop/) });
  const doctor = await zerobusGen("doctor");
  expect(doctor.out).toContain(
    "✓ lock: zerobus.lock.json: 1 table\n✓ lock: the generated files are made from it",
  );
  expect(doctor.out).toMatch(/✗ tables: main\.shop\.orders has drifted .*\n {4}zerobus-gen check/);
  expect(doctor).toMatchObject({ code: 1, err: "" });

  expect(await zerobusGen("pull")).toMatchObject({
    ...isDone,
    out: expect.stringMatching(/^~ main\.shop\.orders/),
  });
  expect(await zerobusGen("generate", "--check")).toMatchObject({ code: 3 });
  expect(await zerobusGen("generate")).toMatchObject(isDone);
  for (const argv of [["check"], ["generate", "--check"], ["doctor"]]) {
    expect(await zerobusGen(...argv)).toMatchObject(isDone);
  }
});
