import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { DRIFTED, lockedAndLive } from "./support/live-shop.js";
import { catalog, ORDERS, project, renamed } from "./support/project.js";
import { runCli } from "./support/run-cli.js";
import { temporaryFolder } from "./support/temporary-folder.js";

const PROTO = `syntax = "proto2";
package shop;
// @zerobus table main.shop.stock
message Stock { required int64 id = 1; optional string place = 2; }
`;

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

describe("zerobus-gen diff", () => {
  it("is clean between a source and itself, whatever it is", async () => {
    const { folder, variables } = await lockedAndLive([ORDERS], [ORDERS, renamed("returns")]);
    writeFileSync(join(folder, "stock.proto"), PROTO);
    for (const source of ["zerobus.lock.json", "t0.json", "stock.proto", "main.shop.orders", "main.shop.*"]) {
      const told = await runCli(folder, ["diff", source, source], variables);
      expect(told, source).toMatchObject({ code: 0, err: "" });
      expect(told.out).toMatch(/^clean: no changes in \d tables?$/);
    }
  });

  it("takes a lock, a file and the live tables on either side", async () => {
    const { folder, variables } = await lockedAndLive([ORDERS], [DRIFTED]);
    for (const before of ["zerobus.lock.json", "t0.json"]) {
      for (const after of ["main.shop.orders", "main.shop.*"]) {
        const told = await runCli(folder, ["diff", before, after], variables);
        expect(told.code).toBe(2);
        expect(told.out).toMatch(/breaking {2}total {2}dropped/);
      }
    }
    const back = await runCli(folder, ["diff", "main.shop.orders", "zerobus.lock.json"], variables);
    expect(back.out).toMatch(/info {6}total {2}added/);
  });

  it("shows the sources as they were written, and places in the lock", async () => {
    const { folder, variables } = await lockedAndLive([ORDERS], [DRIFTED]);
    const json = await runCli(folder, ["diff", "zerobus.lock.json", "main.shop.orders", "--json"], variables);
    expect(JSON.parse(json.out)).toMatchObject({ before: "zerobus.lock.json", after: "main.shop.orders" });
    const argv = ["diff", "zerobus.lock.json", "main.shop.orders", "-f", "github"];
    const github = await runCli(folder, argv, variables);
    expect(github.out).toMatch(/^::error file=zerobus\.lock\.json,line=\d+,/);
  });

  it("pairs tables of two places, and tells those that one side has alone", async () => {
    const elsewhere = (text: string): string => text.replaceAll('"main', '"prod');
    const { variables } = await catalog(ORDERS, renamed("returns"), elsewhere(ORDERS));
    const told = await runCli(temporaryFolder(), ["diff", "main.shop.*", "prod.shop.*"], variables);
    expect(told.code).toBe(2);
    expect(told.out).toMatch(/main\.shop\.returns\n {2}breaking {2}\(table\) {2}gone/);
    expect(told.out).toContain("only in main.shop.*: main.shop.returns");
  });

  it("has the rules and settings of the config, where there is one", async () => {
    const config = { check: { rules: { "column-removed": "off", "required-column-added": "warning" } } };
    const { folder, variables } = await lockedAndLive([ORDERS], [DRIFTED], config);
    const argv = ["diff", "zerobus.lock.json", "main.shop.orders"];
    expect(await runCli(folder, argv, variables)).toMatchObject({ code: 0 });
    expect(await runCli(folder, [...argv, "--fail-on", "warning"], variables)).toMatchObject({ code: 2 });
  });

  it("exits with 1, and says why once, when a side cannot be read", async () => {
    const folder = folderWith({ "a.json": ORDERS, "bad.proto": `${PROTO}nonsense` });
    const gone = await runCli(folder, ["diff", "gone.json", "a.json"]);
    expect(gone).toMatchObject({ code: 1, err: "" });
    expect(gone.out).toMatch(/^could not be compared\n {2}error {2}.*gone\.json: does not exist\n/);
    expect(gone.out).not.toContain("only in");
    const bad = await runCli(folder, ["diff", "bad.proto", "bad.proto"]);
    expect(bad.code).toBe(1);
    expect(bad.out.match(/error {2}/g)).toHaveLength(1);
    expect(await runCli(folder, ["diff", "a.json"])).toMatchObject({
      code: 1,
      err: expect.stringContaining("missing required argument 'after'"),
    });
  });

  it("knows no environment without a config", async () => {
    expect(await runCli(folderWith({}), ["diff", "a.b.c", "a.b.d", "--env", "prod"])).toEqual({
      code: 1,
      out: "",
      err: 'error there is no config, and so no environment "prod"\n    write one with zerobus-gen init, or name one with --config',
    });
  });

  it("asks the catalog of the config, or that of the environment", async () => {
    const { variables } = await catalog(ORDERS);
    const other = await catalog(DRIFTED);
    const host = (from: { readonly ZEROBUS_EMULATOR_HOST: string }): string =>
      `http://${from.ZEROBUS_EMULATOR_HOST}`;
    const folder = project(
      {
        source: "main.shop.*",
        host: host(variables),
        environments: { prod: { host: host(other.variables) } },
      },
      { "t.json": ORDERS },
    );
    const argv = ["diff", "t.json", "main.shop.orders"];
    const client = { DATABRICKS_CLIENT_ID: "local", DATABRICKS_CLIENT_SECRET: "local" };
    expect(await runCli(folder, argv, client)).toMatchObject({ code: 0 });
    expect(await runCli(folder, [...argv, "--env", "prod"], client)).toMatchObject({ code: 2 });
  });
});

describe("zerobus-gen sql", () => {
  it("writes a lock as tables, and the way from it to the live ones", async () => {
    const { folder, variables } = await lockedAndLive([ORDERS], [DRIFTED]);
    const created = await runCli(folder, ["sql", "zerobus.lock.json"]);
    expect(created).toMatchObject({ code: 0, err: "" });
    expect(created.out).toContain("CREATE TABLE main.shop.orders (\n  order_id BIGINT NOT NULL,");
    const altered = await runCli(
      folder,
      ["sql", "--diff", "zerobus.lock.json", "main.shop.orders"],
      variables,
    );
    expect(altered.code).toBe(0);
    expect(altered.out).toContain("ALTER TABLE main.shop.orders ADD COLUMNS (note STRING");
    expect(altered.out).toContain("ALTER TABLE main.shop.orders DROP COLUMN total;");
    const same = await runCli(folder, ["sql", "--diff", "zerobus.lock.json", "t0.json"]);
    expect(same).toEqual({ code: 0, out: "", err: "nothing to do: the tables are the same" });
  });

  it("prints nothing that could be run when a source cannot be read", async () => {
    const folder = folderWith({ "a.json": ORDERS });
    const told = await runCli(folder, ["sql", "a.json", "gone.json"]);
    expect(told).toMatchObject({ code: 1, out: "" });
    expect(told.err).toMatch(/^error .*gone\.json: does not exist/);
  });
});
