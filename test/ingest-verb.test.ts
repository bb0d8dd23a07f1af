import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { storedRows } from "./support/local-orders.js";
import { catalog, ORDERS, project, renamed } from "./support/project.js";
import { runCli } from "./support/run-cli.js";
import { temporaryFolder } from "./support/temporary-folder.js";

const ROW = '{ "order_id": 1, "placed_at": "2026-01-31T12:00:00Z", "customer_name": "Ada" }\n';

/** A folder with rows, a project where there is a config, and a server where the tables are. */
async function shop(live: readonly string[], config?: object, locked: string = ORDERS) {
  const { local, variables } = await catalog(...live);
  vi.stubEnv("ZEROBUS_EMULATOR_HOST", variables.ZEROBUS_EMULATOR_HOST);
  onTestFinished(() => void vi.unstubAllEnvs());
  const folder =
    config === undefined ? temporaryFolder() : project({ source: "t.json", ...config }, { "t.json": locked });
  if (config !== undefined) expect(await runCli(folder, ["pull"])).toMatchObject({ code: 0 });
  writeFileSync(join(folder, "rows.ndjson"), ROW);
  const stored = async (name: string) => {
    const table = local.tables().find(({ fullName }) => fullName === name);
    return table === undefined ? [] : storedRows(table.directory);
  };
  const ingest = (...argv: readonly string[]) => runCli(folder, ["ingest", ...argv], variables);
  return { folder, ingest, stored };
}

describe("zerobus-gen ingest", () => {
  it("takes a table by its full name from the catalog, without any config", async () => {
    const { ingest, stored } = await shop([ORDERS]);
    expect(await ingest("main.shop.orders", "rows.ndjson")).toMatchObject({ code: 0, err: "" });
    expect(await stored("main.shop.orders")).toMatchObject([{ order_id: 1n, customer_name: "Ada" }]);
  });

  it("takes a table of the lock by its last name, in any case", async () => {
    const { ingest, stored } = await shop([ORDERS], {});
    expect(await ingest("Orders", "rows.ndjson", "--json")).toMatchObject({ code: 0, err: "" });
    expect(await stored("main.shop.orders")).toHaveLength(1);
  });

  it("wants the columns' own names in rows, whatever naming the clients have", async () => {
    const { folder, ingest, stored } = await shop([ORDERS], { naming: "camel" });
    expect(await ingest("orders", "rows.ndjson")).toMatchObject({ code: 0 });
    writeFileSync(join(folder, "camel.ndjson"), ROW.replace("customer_name", "customerName"));
    expect(await ingest("orders", "camel.ndjson")).toMatchObject({ code: 1 });
    const rejects = readFileSync(join(folder, "camel.ndjson.rejects.ndjson"), "utf8");
    expect(rejects).toContain("customerName: is no column of the table");
    expect(rejects).toContain("did you mean customer_name?");
    expect(await stored("main.shop.orders")).toHaveLength(1);
  });

  it("goes to the table of an environment", async () => {
    const prod = ORDERS.replaceAll('"main', '"prod');
    const { ingest, stored } = await shop([ORDERS, prod], { environments: { prod: { catalog: "prod" } } });
    const told = await ingest("orders", "rows.ndjson", "--env", "prod");
    expect(told).toMatchObject({
      code: 0,
      out: expect.stringContaining("1 row durable in prod.shop.orders"),
    });
    expect(await stored("main.shop.orders")).toEqual([]);
    expect(await stored("prod.shop.orders")).toHaveLength(1);
  });

  it("does not write to another workspace than that of the environment", async () => {
    const host = "https://dbc-prod.cloud.databricks.com";
    const { ingest, stored } = await shop([ORDERS], { environments: { prod: { host } } });
    const told = await ingest("orders", "rows.ndjson", "--env", "prod");
    expect(told).toMatchObject({ code: 1, out: "" });
    expect(told.err).toMatch(
      /^error the environment prod is https:\/\/dbc-prod\..*, and rows go to http:\/\/127/,
    );
    expect(await stored("main.shop.orders")).toEqual([]);
  });

  it("asks which of several tables of one name is meant", async () => {
    const both = JSON.stringify({
      tables: [ORDERS, ORDERS.replaceAll('"shop"', '"old"').replaceAll("main.shop", "main.old")].map((text) =>
        JSON.parse(text),
      ),
    });
    const { ingest } = await shop([], {}, both);
    expect(await ingest("orders", "rows.ndjson")).toEqual({
      code: 1,
      out: "",
      err: "error orders may be one of several tables\n    write its full name: main.old.orders, main.shop.orders",
    });
  });

  it("names what it cannot find: the table, the rows, the environment", async () => {
    const { ingest } = await shop([renamed("returns")], {});
    expect(await ingest("nope", "rows.ndjson")).toMatchObject({
      code: 1,
      err: "error there is no table nope in the lock\n    it has main.shop.orders",
    });
    const gone = await ingest("main.shop.nope", "rows.ndjson");
    expect(gone).toMatchObject({ code: 1, out: "" });
    expect(gone.err).toMatch(
      /^error no row can be written to main\.shop\.nope\n {2}main\.shop\.nope: does not/,
    );
    expect(await ingest("orders", "gone.csv")).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^error cannot read the rows: ENOENT.*gone\.csv'\n {4}name a file of rows/),
    });
    expect(await ingest("orders", "rows.ndjson", "--env", "x")).toMatchObject({
      code: 1,
      err: expect.stringContaining('no environment "x"'),
    });
  });

  it("leaves no file of rejects where nothing was refused, and one of an earlier run goes", async () => {
    const { folder, ingest } = await shop([ORDERS], {});
    const rejects = join(folder, "rows.ndjson.rejects.ndjson");
    writeFileSync(join(folder, "rows.ndjson"), "nonsense\n");
    expect(await ingest("orders", "rows.ndjson")).toMatchObject({ code: 1 });
    expect(existsSync(rejects)).toBe(true);
    writeFileSync(join(folder, "rows.ndjson"), ROW);
    expect(await ingest("orders", "rows.ndjson")).toMatchObject({ code: 0 });
    expect(existsSync(rejects)).toBe(false);
  });
});
