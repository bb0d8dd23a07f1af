import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { catalog, lockOf, ORDERS, project, renamed } from "./support/project.js";
import { runCli } from "./support/run-cli.js";
import { temporaryFolder } from "./support/temporary-folder.js";

describe("zerobus-gen init", () => {
  it("finds what is there, writes a config that works, and overwrites none", async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "proto/v1"), { recursive: true });
    writeFileSync(join(folder, "proto/v1/order.proto"), "");
    writeFileSync(join(folder, "package.json"), "{}");
    const hostile = 'it\'s `$` \u2028 "o".json';
    writeFileSync(join(folder, hostile), ORDERS);
    const told = await runCli(folder, ["init"]);
    expect(told).toMatchObject({ code: 0, err: "" });
    expect(told.out.split("\n")).toHaveLength(4);
    expect(readFileSync(join(folder, "zerobus.config.ts"), "utf8")).toContain(JSON.stringify(hostile));
    expect(await runCli(folder, ["init"])).toMatchObject({
      code: 1,
      err: expect.stringContaining("--force"),
    });
    const forced = await runCli(folder, ["init", "--force", "--json", "-s", hostile], {
      DATABRICKS_HOST: "x.cloud",
    });
    expect(JSON.parse(forced.out)).toMatchObject({
      source: [hostile],
      next: expect.arrayContaining([expect.stringContaining("x.cloud")]),
    });
    expect(await runCli(folder, ["generate"])).toMatchObject({ code: 0 });
    expect(readdirSync(join(folder, "src/tables"))).toEqual(["index.ts", "orders.ts"]);
  });

  it("names folders of tables, and files only where something else lies beside them", async () => {
    const folder = temporaryFolder();
    for (const name of ["proto", "tables", "schemas"]) mkdirSync(join(folder, name));
    for (const path of ["proto/a.proto", "schemas/notes.json"]) writeFileSync(join(folder, path), "");
    for (const path of ["proto/a.json", "tables/a.json", "tables/b.json", "schemas/a.json"]) {
      writeFileSync(join(folder, path), ORDERS);
    }
    const told = await runCli(folder, ["init", "--json"]);
    expect(JSON.parse(told.out)).toMatchObject({ source: ["proto", "tables", "schemas/a.json"] });
  });

  it("says where schemas may be when there are none, and names a folder that it may not write to", async () => {
    const folder = temporaryFolder();
    expect(await runCli(folder, ["init"])).toMatchObject({
      code: 0,
      out: expect.stringContaining("no schemas were found"),
    });
    const nowhere = join(folder, "nowhere");
    expect(await runCli(nowhere, ["init"])).toMatchObject({
      code: 1,
      err: expect.stringContaining("cannot write"),
    });
  });
});

describe("zerobus-gen pull", () => {
  it("reads files and the catalog into the lock, says what changed, and gives the same bytes again", async () => {
    const { local, variables } = await catalog(renamed("sales"), renamed("events"));
    const folder = project(
      { source: ["orders.json", "main.shop.s*", "main.shop.events"] },
      { "orders.json": ORDERS },
    );
    const first = await runCli(folder, ["pull"], variables);
    expect(first).toMatchObject({ code: 0, err: "" });
    expect(first.out).toMatch(
      /\+ main\.shop\.events {2}new, 5 columns\n\+ main\.shop\.orders .*\n\+ main\.shop\.sales /,
    );
    const text = lockOf(folder);
    expect(await runCli(folder, ["pull"], variables)).toMatchObject({
      out: expect.stringContaining("nothing changed"),
    });
    expect(lockOf(folder)).toBe(text);

    writeFileSync(
      join(folder, "orders.json"),
      ORDERS.replace("customer_name", "client")
        .replaceAll("LONG", "INT")
        .replace('\\"long\\"', '\\"integer\\"'),
    );
    const dry = await runCli(folder, ["pull", "--dry-run", "main.shop.orders"], variables);
    expect(dry.out).toContain("~ main.shop.orders  1 column added, 1 dropped, 1 changed");
    expect(lockOf(folder)).toBe(text);
    await runCli(folder, ["pull", "main.shop.o*"], variables);
    expect(lockOf(folder)).toMatch(
      /"name": "client", "number": 6[\s\S]*"path": "customer_name", "number": 4/,
    );
    expect(lockOf(folder)).toContain('"main.shop.sales"');
    expect(local.tables()).toHaveLength(2);
  });

  it("leaves a table alone that cannot be read, takes the others, and ends with 1", async () => {
    const { variables } = await catalog(renamed("sales"));
    const folder = project({ source: ["orders.json", "main.shop.sales"] }, { "orders.json": ORDERS });
    await runCli(folder, ["pull"], variables);
    const before = lockOf(folder);
    writeFileSync(
      join(folder, "zerobus.config.json"),
      JSON.stringify({ source: ["orders.json", "more.json", "main.shop.sales"] }),
    );
    writeFileSync(join(folder, "orders.json"), "{");
    writeFileSync(join(folder, "more.json"), renamed("more"));
    const told = await runCli(folder, ["pull", "--prune", "--json"], variables);
    expect(told.code).toBe(1);
    expect(JSON.parse(told.out)).toMatchObject({
      clean: false,
      tables: [
        { table: "main.shop.more", change: "new" },
        { table: "main.shop.sales", change: "unchanged" },
      ],
      problems: [{ severity: "error", table: expect.stringContaining("orders.json") }],
    });
    expect(lockOf(folder)).toContain(
      before
        .slice(before.indexOf('"main.shop.orders"'), before.indexOf('"main.shop.sales"'))
        .trim()
        .slice(0, 300),
    );
  });

  it("names tables that are gone, and removes them only when told", async () => {
    const folder = project(
      { source: ["a.json", "b.json"] },
      { "a.json": renamed("a"), "b.json": renamed("b") },
    );
    await runCli(folder, ["pull"]);
    writeFileSync(join(folder, "zerobus.config.json"), JSON.stringify({ source: "b.json" }));
    expect(await runCli(folder, ["pull"])).toMatchObject({
      code: 0,
      out: expect.stringContaining("? main.shop.a  in no source any more; --prune"),
    });
    expect(await runCli(folder, ["generate"])).toMatchObject({
      err: expect.stringContaining("main.shop.a is in the lock and in no source"),
    });
    await runCli(folder, ["pull", "--prune"]);
    expect(lockOf(folder)).not.toContain("main.shop.a");
  });

  it("reads an environment under its names, and keeps those of the lock", async () => {
    const { variables } = await catalog(
      ORDERS.replaceAll('"main', '"prod'),
      renamed("sales").replaceAll('"main', '"prod'),
    );
    const config = {
      source: "main.shop.*",
      environments: { prod: { catalog: "prod" }, none: { catalog: "none" } },
    };
    const folder = project(config);
    expect(await runCli(folder, ["pull", "--env", "prod"], variables)).toMatchObject({ code: 0 });
    expect(lockOf(folder).match(/"name": "main\.shop\.\w+"/g)).toHaveLength(2);
    expect(await runCli(folder, ["pull", "--env", "prod", "main.shop.orders"], variables)).toMatchObject({
      code: 0,
      out: expect.stringContaining("= main.shop.orders"),
    });
    expect(await runCli(folder, ["pull", "--env", "prud"], variables)).toMatchObject({
      code: 1,
      err: expect.stringContaining("did you mean prod?\n    there are prod, none"),
    });
  });

  it("reports at once what cannot be generated, and has it in the lock", async () => {
    const folder = project({ source: "t.json" }, { "t.json": ORDERS.replace("order_id", "order id") });
    const told = await runCli(folder, ["pull"]);
    expect(told).toMatchObject({
      code: 0,
      err: expect.stringMatching(
        /"order id" is not a name the service takes[\s\S]*1 table cannot be generated/,
      ),
    });
    expect(lockOf(folder)).toContain('"order id"');
  });

  it("refuses a lock that is a folder, broken, or in a folder that takes no files", async () => {
    const folder = project({ source: "orders.json" }, { "orders.json": ORDERS });
    mkdirSync(join(folder, "zerobus.lock.json"));
    expect(await runCli(folder, ["pull"])).toMatchObject({
      code: 1,
      err: expect.stringContaining("cannot read the lock"),
    });
    const broken = project(
      { source: "orders.json" },
      { "orders.json": ORDERS, "zerobus.lock.json": "<<<<<<< HEAD\n" },
    );
    expect(await runCli(broken, ["pull"])).toMatchObject({
      code: 1,
      err: expect.stringContaining("merge conflict"),
    });
    expect(lockOf(broken)).toBe("<<<<<<< HEAD\n");
    const away = project(
      { source: "orders.json", lock: "nosuch/zerobus.lock.json" },
      { "orders.json": ORDERS },
    );
    expect(await runCli(away, ["pull"])).toMatchObject({
      code: 1,
      err: expect.stringContaining("cannot write the lock"),
    });
    expect(readdirSync(away).sort()).toEqual(["orders.json", "zerobus.config.json"]);
  });

  it("lets no name of a catalog speak to the terminal", async () => {
    const info = ORDERS.replaceAll("orders", "\\u001b[31m\\nerror").replace("order_id", "\\u001b]0;x\\u0007");
    const folder = project({ source: "t.json" }, { "t.json": info });
    const { out, err } = await runCli(folder, ["pull"]);
    expect(out).toContain('+ main.shop."\\u001b[31m\\nerror"');
    expect(`${out}${err}${lockOf(folder)}`).not.toMatch(/[^\P{Cc}\n]/u);
  });

  it("takes a lock with line ends of Windows for what it is", async () => {
    const folder = project({ source: "orders.json" }, { "orders.json": ORDERS });
    await runCli(folder, ["generate"]);
    const text = lockOf(folder).replaceAll("\n", "\r\n");
    writeFileSync(join(folder, "zerobus.lock.json"), text);
    expect(await runCli(folder, ["generate", "--check"])).toMatchObject({ code: 0 });
    expect(await runCli(folder, ["pull"])).toMatchObject({ out: expect.stringContaining("nothing changed") });
    expect(lockOf(folder)).toBe(text);
  });

  it("does not mix up tables that an environment makes one of", async () => {
    const { variables } = await catalog(ORDERS.replaceAll('"main', '"prod'));
    const config = {
      source: ["main.shop.orders", "dev.shop.orders"],
      environments: { prod: { catalog: "prod" } },
    };
    const folder = project(config);
    expect(await runCli(folder, ["pull", "--env", "prod"], variables)).toMatchObject({
      code: 1,
      err: expect.stringContaining(
        "dev.shop.orders: in this environment it would be prod.shop.orders, and so would main",
      ),
    });
  });

  it("loses nothing when two run at once", async () => {
    const files = Object.fromEntries(["a", "b", "c", "d"].map((name) => [`${name}.json`, renamed(name)]));
    const folder = project({ source: Object.keys(files) }, files);
    const pulls = ["a", "b", "c", "d"].map((name) => runCli(folder, ["pull", `main.shop.${name}`]));
    expect((await Promise.all(pulls)).map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    expect(lockOf(folder).match(/"name": "main\.shop\.[a-d]"/g)).toHaveLength(4);
    expect(readdirSync(folder).filter((name) => name.includes("partial"))).toEqual([]);
  });

  it("names tables that no source has", async () => {
    const folder = project({ source: "orders.json" }, { "orders.json": ORDERS });
    expect(await runCli(folder, ["pull", "main.shop.nosuch"])).toMatchObject({
      code: 1,
      err: expect.stringContaining("no source of the config has main.shop.nosuch"),
    });
    expect(await runCli(folder, ["pull", "orders"])).toMatchObject({
      code: 1,
      err: expect.stringContaining('"orders": not the name of a table'),
    });
  });
});
