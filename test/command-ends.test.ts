import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { VERBS } from "../packages/generator/src/verbs/verbs.js";
import { ZEROBUS_GEN } from "./support/command.js";
import { DRIFTED, lockedAndLive } from "./support/live-shop.js";
import { storedRows } from "./support/local-orders.js";
import { ORDERS } from "./support/project.js";
import { runCli } from "./support/run-cli.js";

/** `zerobus-gen` as a process of its own in a folder. It is killed with the test. */
function start(folder: string, argv: readonly string[], variables: Readonly<Record<string, string>>) {
  const env = { ...process.env, ...variables };
  const child = spawn(process.execPath, [ZEROBUS_GEN, ...argv], { cwd: folder, env });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [out, err]: [string[], string[]] = [[], []];
  child.stdout.setEncoding("utf8").on("data", (text: string) => out.push(text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => err.push(text));
  const ended = once(child, "close").then(([code]: (number | null)[]) => ({
    code,
    out: out.join(""),
    err: err.join(""),
  }));
  return { child, ended };
}

/** A catalog that takes every request and answers none. */
async function silentCatalog(): Promise<{ readonly host: string; readonly asked: () => number }> {
  let asked = 0;
  const server = createServer(() => {
    asked += 1;
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { host: `127.0.0.1:${port}`, asked: () => asked };
}

/** Ctrl-C, as a terminal gives it. */
function interrupt(child: ChildProcess): void {
  child.kill("SIGINT");
}

describe("a command that is stopped", () => {
  it.each([
    [["check"], "reading was stopped"],
    [["pull", "main.shop.orders"], "reading was stopped"],
    [["diff", "zerobus.lock.json", "main.shop.orders"], "reading was stopped"],
    [["ingest", "main.shop.returns", "t0.json"], "reading was stopped"],
    [["doctor"], "stopped before all was looked at"],
  ])("%j ends with 1 and says so, whoever it waits for", async (argv, words) => {
    const { folder } = await lockedAndLive([ORDERS], []);
    writeFileSync(join(folder, "zerobus.config.json"), '{ "source": "main.shop.*" }');
    const { host, asked } = await silentCatalog();
    const { child, ended } = start(folder, argv, { ZEROBUS_EMULATOR_HOST: host });
    await vi.waitFor(() => expect(asked()).toBeGreaterThan(0), 15_000);
    interrupt(child);
    const told = await ended;
    expect(told.code).toBe(1);
    expect(told.err).toContain(`error ${words}`);
    expect(told.err).not.toContain("    at ");
  });

  it("ingest stops waiting for rows, and says what is durable", async () => {
    const { folder, local, variables } = await lockedAndLive([ORDERS], [ORDERS]);
    const { child, ended } = start(folder, ["ingest", "orders"], variables);
    child.stdin.write('{"order_id":1,"placed_at":"2026-01-31T12:00:00Z"}\n');
    const [{ directory } = expect.fail("there is a table")] = local.tables();
    await vi.waitFor(async () => expect(await storedRows(directory)).toHaveLength(1), 15_000);
    interrupt(child);
    const told = await ended;
    expect(told).toMatchObject({ code: 1, err: "warning stopped before the end of the rows\n" });
    expect(told.out).toMatch(/^✗ 1 row durable in main\.shop\.orders, /);
  });
});

describe("what a command prints", () => {
  it("may be cut short by who reads it", async () => {
    const { folder, variables } = await lockedAndLive([ORDERS], [DRIFTED]);
    const { child, ended } = start(folder, ["check"], variables);
    child.stdout.destroy();
    expect(await ended).toMatchObject({ code: 2, err: "" });
  });

  it("has no escapes where no terminal is", async () => {
    const { folder, variables } = await lockedAndLive([ORDERS], [DRIFTED]);
    const { ended } = start(folder, ["check"], variables);
    const told = await ended;
    expect(told).toMatchObject({ code: 2, err: "" });
    expect(told.out).not.toContain("\u001b");
  });
});

describe("the verbs", () => {
  it.each(VERBS.map(({ name }) => name))(
    "%s has examples, and no word of what goes without saying",
    async (name) => {
      const { code, out, err } = await runCli(process.cwd(), [name, "--help"]);
      expect([code, err]).toEqual([0, ""]);
      expect(out).toContain(`Examples:\n  $ `);
      expect(out).toContain(`zerobus-gen ${name}`);
      expect(out).not.toMatch(/\(default: (?:false|\[\])\)/);
      for (const line of out.split("\n")) expect(line.length).toBeLessThanOrEqual(120);
    },
  );

  it.each(["bash", "zsh", "fish", "powershell"])(
    "are all in the completion for %s, with their options",
    async (shell) => {
      const { code, out } = await runCli(process.cwd(), ["completion", shell]);
      expect(code).toBe(0);
      for (const { name } of VERBS) expect(out).toMatch(new RegExp(`\\b${name}\\b`));
      expect(out).toContain("fail-on");
      expect(out).toContain("token-command");
    },
  );
});
