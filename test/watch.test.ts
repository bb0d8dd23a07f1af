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

    write("zerobus.lock.json", "    writeFileSync(join(folder, "bad.json"), ORDERS.replace('"columns"', '"cols"'));
    const { ended } = await devIn(folder, ["bad.json"]);
    await expect(ended).rejects.toThrow(/columns/);
    expect(readdirSync(folder)).toEqual(["bad.json"]);
    mkdirSync(join(folder, "a"));
    writeFileSync(join(folder, "a/mine.txt"), "");
    await expect((await devIn(folder, ["bad.json"])).ended).rejects.toThrow(/columns/);
    expect(readdirSync(join(folder, "a"))).toEqual(["mine.txt"]);
  });
});
