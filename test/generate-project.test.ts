import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { catalog, lockOf, ORDERS, project, renamed } from "./support/project.js";
import { runCli } from "./support/run-cli.js";

describe("zerobus-gen generate, without sources", () => {
  it("needs no catalog once its tables are in the lock", async () => {
    const { local, variables } = await catalog(renamed("sales"));
    const folder = project(
      { source: ["orders.json", "main.shop.sales"], out: "gen" },
      { "orders.json": ORDERS },
    );
    expect(await runCli(folder, ["generate"])).toMatchObject({
      code: 1,
      err: expect.stringContaining("main.shop.sales: no table of this source is in the lock"),
    });
    expect(existsSync(join(folder, "gen"))).toBe(false);
    await runCli(folder, ["pull"], variables);
    await local.close();
    expect(await runCli(join(folder), ["generate"])).toMatchObject({
      code: 0,
      out: expect.stringContaining("2 tables in gen"),
    });
    expect(await runCli(folder, ["generate", "--check"])).toMatchObject({
      code: 0,
      out: expect.stringContaining("up to date"),
    });
  });

  it("tells with --check and --dry-run that lock and files are stale, and writes nothing", async () => {
    const folder = project({ source: "orders.json" }, { "orders.json": ORDERS });
    expect(await runCli(folder, ["generate", "--check"])).toMatchObject({ code: 3 });
    expect(existsSync(join(folder, "src"))).toBe(false);
    await runCli(folder, ["generate"]);
    const text = lockOf(folder);
    writeFileSync(join(folder, "orders.json"), ORDERS.replace("customer_name", "client"));
    const stale = await runCli(folder, ["generate", "--check"]);
    expect(stale).toMatchObject({ code: 3, err: expect.stringContaining("2 files stale") });
    expect(stale.out).toMatch(/\+ {8}\{ "name": "client"[\s\S]*\+ {2}readonly client\?/);
    expect(await runCli(folder, ["generate", "--dry-run"])).toMatchObject({
      code: 0,
      err: "2 files would change",
    });
    expect(JSON.parse((await runCli(folder, ["generate", "--check", "--json"])).out)).toMatchObject({
      clean: false,
      lock: "changed",
      files: [{ path: "orders.ts", change: "changed" }],
    });
    expect(lockOf(folder)).toBe(text);
  });

  it("applies the settings of the config, from a folder inside the project", async () => {
    const folder = project(
      { source: "t.json", unsupported: "skip" },
      { "t.json": ORDERS.replace("decimal(18,2)", "interval") },
    );
    mkdirSync(join(folder, "deep/er"), { recursive: true });
    const told = await runCli(join(folder, "deep/er"), ["generate"]);
    expect(told).toMatchObject({ code: 0, err: expect.stringContaining("total: left out") });
    expect(readFileSync(join(folder, "src/tables/orders.ts"), "utf8")).not.toContain("total");
  });

  it("writes code for the tables of an environment, with the settings of those in the lock", async () => {
    const config = {
      source: ["orders.json", "other.json"],
      environments: { prod: { catalog: "prod" }, one: { schema: "one" } },
      tables: { "main.shop.orders": { omit: ["total"] } },
    };
    const other = ORDERS.replaceAll("shop", "other");
    const folder = project(config, {
      "orders.json": ORDERS,
      "other.json": other.replaceAll("orders", "sales"),
    });
    expect(await runCli(folder, ["generate", "--env", "prod"])).toMatchObject({ code: 0 });
    const text = readFileSync(join(folder, "src/tables/orders.ts"), "utf8");
    expect(text).toContain('"prod.shop.orders"');
    expect(text).not.toContain("total");
    expect(lockOf(folder)).toContain('"main.shop.orders"');
    expect(await runCli(folder, ["generate", "--env", "x"])).toMatchObject({ code: 1 });
    writeFileSync(join(folder, "other.json"), other);
    expect(await runCli(folder, ["generate", "--env", "one"])).toMatchObject({
      code: 1,
      err: expect.stringContaining(
        "main.other.orders: in this environment it would be main.one.orders, and so would main.shop",
      ),
    });
  });

  it("counts what is too much to read", async () => {
    const tables = Array.from({ length: 1_000 }, (_, at): unknown =>
      JSON.parse(renamed(`t${at}`).replace("order_id", "order id")),
    );
    const folder = project({ source: "t.json" }, { "t.json": JSON.stringify({ tables }) });
    const told = await runCli(folder, ["generate"]);
    expect(told.code).toBe(1);
    expect(told.err.split("\n").length).toBeLessThan(200);
    expect(told.err).toContain("… and 940 more problems in 940 tables; --json has them all");
    expect(told.err).toContain("1000 tables refused");
  });

  it("says why when the lock may not be written, and has changed nothing", async () => {
    const folder = project({ source: "orders.json", lock: "sub/lock.json" }, { "orders.json": ORDERS });
    writeFileSync(join(folder, "sub"), "");
    chmodSync(join(folder, "sub"), 0o400);
    expect(await runCli(folder, ["generate"])).toMatchObject({ code: 1, err: expect.stringMatching(/lock/) });
    expect(existsSync(join(folder, "src"))).toBe(false);
  });
});
