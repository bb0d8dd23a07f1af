import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { dev } from "../packages/generator/src/commands/dev.js";
import { devTables } from "../packages/generator/src/commands/dev-tables.js";
import { watchProject } from "../packages/generator/src/commands/watch-project.js";
import { runCli } from "./support/run-cli.js";
import { ORDERS_INFO } from "./support/shop.js";
import { temporaryFolder } from "./support/temporary-folder.js";

const ORDERS = JSON.stringify(ORDERS_INFO);

/** A terminal that keeps what is written to it. */
function paper() {
  const lines: string[] = [];
  const write = (line: string): void => void lines.push(line);
  return { lines, terminal: { out: write, err: write, colours: false } };
}

describe("zerobus-gen generate --watch", () => {
  it("follows files that editors replace, the config and the lock, and survives every error", async () => {
    const folder = temporaryFolder();
    const write = (name: string, text: string): void => {
      writeFileSync(join(folder, `${name}~`), text);
      renameSync(join(folder, `${name}~`), join(folder, name));
    };
    const generated = (): string => readFileSync(join(folder, "src/tables/orders.ts"), "utf8");
    write("orders.json", ORDERS);
    write("zerobus.config.json", '{ "source": "orders.json" }');
    const { lines, terminal } = paper();
    const stop = new AbortController();
    const options = { folder, check: false, dryRun: false, json: false };
    const ended = watchProject({ folder, file: undefined }, options, terminal, stop.signal);
    await vi.waitFor(() => expect(lines.join("\n")).toContain("watching zerobus.config.json"), 10_000);
    expect(generated()).toContain("customer_name");

    write("orders.json", ORDERS.replace("customer_name", "client"));
    await vi.waitFor(() => expect(generated()).toContain("client"), 10_000);

    write("orders.json", "{");
    await vi.waitFor(() => expect(lines.join("\n")).toContain("is not JSON"), 10_000);
    write("more.json", ORDERS.replaceAll("orders", "more"));
    write("orders.json", ORDERS);
    await vi.waitFor(() => expect(generated()).toContain("customer_name"), 10_000);

    const refused = (): number =>
      lines.filter((line) => line.includes("zerobus.config.json is not JSON")).length;
    write("zerobus.config.json", "{");
    await vi.waitFor(() => expect(refused()).toBe(1), 10_000);
    write("zerobus.config.json", "[");
    await vi.waitFor(() => expect(refused()).toBe(2), 10_000);
    write("zerobus.config.json", '{ "source": ["orders.json", "more.json"] }');
    await vi.waitFor(() => expect(existsSync(join(folder, "src/tables/more.ts"))).toBe(true), 10_000);

    write("zerobus.lock.json", "<<<<<<< HEAD\n");
    await vi.waitFor(() => expect(lines.join("\n")).toContain("merge conflict"), 10_000);
    stop.abort();
    expect(await ended).toBe(0);
  });

  it("has to have a config to begin with", async () => {
    const { terminal } = paper();
    const place = { folder: temporaryFolder(), file: undefined };
    const options = { folder: place.folder, check: false, dryRun: false, json: false };
    const ended = watchProject(place, options, terminal, new AbortController().signal);
    await expect(ended).rejects.toThrow("no zerobus.config.ts");
  });
});

/** `dev` in a folder, until the test ends. */
async function devIn(folder: string, files: readonly string[]) {
  const { lines, terminal } = paper();
  const stop = new AbortController();
  const tables = await devTables({ folder, files, config: undefined }, terminal);
  const dir = join(folder, "a/.zerobus");
  const lock = join(folder, "zerobus.lock.json");
  const options = { server: { port: 0, dir }, shownDir: dir, tables, lock, json: false };
  const ended = dev(options, terminal, stop.signal);
  onTestFinished(async () => {
    stop.abort();
    await ended.catch(() => {});
  });
  return { lines, ended, dir, stop };
}

describe("zerobus-gen dev", () => {
  it("serves the tables of the lock", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "zerobus.config.json"), '{ "source": "t.json" }');
    const view = { ...JSON.parse(ORDERS.replaceAll("orders", "seen")), table_type: "VIEW" };
    writeFileSync(join(folder, "t.json"), JSON.stringify({ tables: [ORDERS_INFO, view] }));
    await runCli(folder, ["pull"]);
    const { lines, stop, ended } = await devIn(folder, []);
    await vi.waitFor(() => expect(lines.join("\n")).toContain("ZEROBUS_EMULATOR_HOST="), 10_000);
    expect(lines.filter((line) => line.startsWith("  main."))).toEqual(["  main.shop.orders"]);
    expect(lines.join("\n")).toMatch(/warning main\.shop\.seen: .*VIEW/);
    const host = /HOST=(\S+)/.exec(lines.join("\n"))?.[1] ?? "";
    const copy = await runCli(folder, ["generate", "main.shop.orders", "-o", "live"], {
      ZEROBUS_EMULATOR_HOST: host,
    });
    expect(copy).toMatchObject({ code: 0 });
    await runCli(folder, ["generate", "t.json", "-o", "file"]);
    stop.abort();
    expect(await ended).toBe(0);
    const [port] = host.split(":").slice(1);
    await expect(
      new Promise((resolve, reject) =>
        connect(Number(port), "127.0.0.1", () => resolve("open")).on("error", reject),
      ),
    ).rejects.toThrow("ECONNREFUSED");
  });

  it("hears when a table file is saved with another schema, and with nonsense", async () => {
    const folder = temporaryFolder();
    const file = join(folder, "orders.json");
    writeFileSync(file, ORDERS);
    const { lines } = await devIn(folder, ["orders.json"]);
    await vi.waitFor(() => expect(lines.join("\n")).toContain("Ctrl-C"), 10_000);
    writeFileSync(file, "{");
    await vi.waitFor(() => expect(lines.join("\n")).toContain("cannot read the table"), 10_000);
    writeFileSync(file, ORDERS.replace("customer_name", "client"));
    const said = "table main.shop.orders was replaced, and its rows are gone: column customer_name is gone";
    await vi.waitFor(() => expect(lines.join("\n")).toContain(said), 10_000);
  });

  it("leaves no folder behind when it does not start", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "bad.json"), ORDERS.replace('"columns"', '"cols"'));
    const { ended } = await devIn(folder, ["bad.json"]);
    await expect(ended).rejects.toThrow(/columns/);
    expect(readdirSync(folder)).toEqual(["bad.json"]);
    mkdirSync(join(folder, "a"));
    writeFileSync(join(folder, "a/mine.txt"), "");
    await expect((await devIn(folder, ["bad.json"])).ended).rejects.toThrow(/columns/);
    expect(readdirSync(join(folder, "a"))).toEqual(["mine.txt"]);
  });
});
