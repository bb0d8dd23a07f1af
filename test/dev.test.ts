import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "@zerobus-gen/runtime";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { run } from "../packages/generator/src/cli.js";
import { FAULT_KINDS } from "../packages/local/src/faults/fault.js";
import { loadTables } from "./support/emit-modules.js";
import { DRIFTED, lockedAndLive } from "./support/live-shop.js";
import { ORDERS as ORDERS_TEXT } from "./support/project.js";
import { runCli } from "./support/run-cli.js";
import { ORDERS, ORDERS_INFO } from "./support/shop.js";
import { temporaryFolder } from "./support/temporary-folder.js";

/** `zerobus-gen dev` in this process, until it is stopped or the test ends. */
function devIn(folder: string, ...argv: readonly string[]) {
  const [out, err]: [string[], string[]] = [[], []];
  const terminal = {
    out: (line: string) => void out.push(line),
    err: (line: string) => void err.push(line),
    colours: false,
  };
  const ended = run(["dev", "--port", "0", ...argv], terminal, { folder, variables: {} });
  const stop = async () => {
    process.emit("SIGTERM", "SIGTERM");
    return ended;
  };
  let isOver = false;
  void ended.then(() => {
    isOver = true;
  });
  onTestFinished(async () => {
    if (!isOver) await stop();
  });
  const address = () =>
    vi.waitFor(() => /127\.0\.0\.1:\d+/.exec(out.join("\n"))?.[0] ?? expect.fail(err.join("\n")), 10_000);
  return { out, err, ended, stop, address };
}

interface DriftView {
  readonly verdict: string;
  readonly generatedFingerprint: string;
  readonly tableFingerprint: string;
}

function withOrders(): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "orders.json"), JSON.stringify(ORDERS_INFO));
  return folder;
}

async function ingestOne(host: string): Promise<void> {
  vi.stubEnv("ZEROBUS_EMULATOR_HOST", host);
  onTestFinished(() => void vi.unstubAllEnvs());
  const [orders] = (await loadTables([ORDERS])).values();
  if (orders === undefined) throw new Error("nothing was generated");
  await using zerobus = connect({ tables: { orders } });
  await zerobus.tables.orders.ingest({ order_id: 1n, placed_at: new Date(0) });
  await zerobus.close();
}

describe("zerobus-gen dev", () => {
  it("says where it is and where its console is, and then what happens, in words", async () => {
    const folder = withOrders();
    const { out, err, stop, address } = devIn(
      folder,
      "-t",
      "orders.json",
      "--fault",
      "duplicate-ack,times=2",
    );
    const host = await address();
    await ingestOne(host);
    expect(await stop()).toBe(0);
    expect(out).toEqual([
      `Local Zerobus at http://${host}, tables in .zerobus`,
      `Console: http://${host}/console/`,
      "  main.shop.orders",
      '  fault 1: {"fault":{"kind":"duplicate-ack"},"times":2}',
      `Point a client at it: export ZEROBUS_EMULATOR_HOST=${host}`,
      "See rows arrive: npx zerobus-gen tail main.shop.orders. Ctrl-C stops it.",
    ]);
    expect(err.map((line) => line.replace(/^\d\d:\d\d:\d\d /, ""))).toEqual([
      "table main.shop.orders was created",
      expect.stringMatching(/^stream 1 onto main\.shop\.orders opened: PROTO, /),
      "fault 1 struck: duplicate-ack on main.shop.orders, 1 time by now",
      "stream 1 onto main.shop.orders was closed by its client: 1 row in 1 request, all acked",
      "table main.shop.orders: 1 row in 1 commit",
    ]);
    expect(existsSync(join(folder, ".zerobus/main/shop/orders/_delta_log"))).toBe(true);
    expect(readFileSync(join(folder, ".zerobus/.gitignore"), "utf8")).toBe("*\n");
  });

  it("says it all in JSON, an event a line, from its start to its end", async () => {
    const folder = withOrders();
    const { out, err, stop, address } = devIn(folder, "--json", "--memory", "-t", "orders.json");
    const host = await address();
    await ingestOne(host);
    await stop();
    const events = out.map((line) => JSON.parse(line));
    expect(events.map(({ kind }) => kind)).toEqual([
      "started",
      "table-created",
      "stream-opened",
      "commit",
      "stream-ended",
      "stopped",
    ]);
    expect(events[0]).toEqual({
      kind: "started",
      at: expect.any(Number),
      endpoint: `http://${host}`,
      catalog: `http://${host}`,
      console: `http://${host}/console/`,
      dir: null,
      tables: ["main.shop.orders"],
    });
    expect([err, readdirSync(folder)]).toEqual([[], ["orders.json"]]);
  });

  it("compares the tables with a project that begins, and is pulled again, while it runs", async () => {
    const folder = withOrders();
    const { address } = devIn(folder, "--memory", "-t", "orders.json");
    const host = await address();
    const verdict = async () => {
      const state = await fetch(`http://${host}/console/api/state`);
      const { tables }: { tables: { drift: DriftView | null }[] } = JSON.parse(await state.text());
      return tables[0]?.drift?.verdict;
    };
    expect(await verdict()).toBe(undefined);
    const environment = { ZEROBUS_EMULATOR_HOST: host };
    const cli = (...argv: string[]) => runCli(folder, argv, environment);
    writeFileSync(join(folder, "zerobus.config.json"), '{ "source": "main.shop.*" }');
    expect(await cli("pull")).toMatchObject({ code: 0 });
    await vi.waitFor(async () => expect(await verdict()).toBe("same"), 10_000);
    writeFileSync(join(folder, "orders.json"), DRIFTED);
    await vi.waitFor(async () => expect(await verdict()).toBe("breaking"), 10_000);
    expect(await cli("pull")).toMatchObject({ code: 0 });
    await vi.waitFor(async () => expect(await verdict()).toBe("same"), 10_000);
  });

  it("has its console tell how tables stand to what was generated for them", async () => {
    const { folder } = await lockedAndLive([ORDERS_TEXT], []);
    const { address } = devIn(folder, "--memory");
    const host = await address();
    const drift = async () => {
      const state = await fetch(`http://${host}/console/api/state`);
      const { tables }: { tables: { drift: DriftView }[] } = JSON.parse(await state.text());
      return tables[0]?.drift;
    };
    await vi.waitFor(
      async () => expect(await drift()).toMatchObject({ verdict: "same", changes: [] }),
      10_000,
    );
    const url = `http://${host}/api/2.1/unity-catalog/tables/main.shop.orders`;
    const token = await fetch(`http://${host}/oidc/v1/token`, {
      method: "POST",
      headers: { authorization: `Basic ${btoa("id:secret")}` },
      body: new URLSearchParams({ grant_type: "client_credentials", scope: "all-apis" }),
    });
    const { access_token }: { access_token: string } = JSON.parse(await token.text());
    const headers = { authorization: `Bearer ${access_token}`, "content-type": "application/json" };
    expect((await fetch(url, { method: "PATCH", headers, body: DRIFTED })).status).toBe(200);
    await vi.waitFor(async () => expect(await drift()).toMatchObject({ verdict: "breaking" }), 10_000);
    const drifted = await drift();
    expect(drifted?.tableFingerprint).not.toBe(drifted?.generatedFingerprint);
    expect(drifted).toMatchObject({
      generatedFingerprint: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      changes: expect.arrayContaining([
        { level: "breaking", text: expect.stringMatching(/^total: /) },
        { level: "info", text: expect.stringMatching(/^note: /) },
      ]),
    });
  });

  it.each<[readonly string[], readonly string[]]>([
    [
      ["--fault", "explode", "--fault", "stall:soon"],
      [
        '--fault "explode": there is no fault "explode"; there are refuse-token',
        '--fault "stall:soon": stall: forMs is "soon"',
      ],
    ],
    [["--memory", "--dir", "x"], ["--memory keeps no tables in --dir"]],
    [["--memory", "--ack", "durable"], ["--ack durable keeps a log on disk"]],
    [["--materialize-every", "5s"], ["add --ack durable"]],
    [["--ack", "sometimes"], ["committed, durable"]],
    [["--token-life", "5"], ["Write a duration such as 250ms"]],
  ])("refuses %j, says everything that is wrong, and starts nothing", async (argv, reasons) => {
    const folder = temporaryFolder();
    const told = await runCli(folder, ["dev", "--port", "0", ...argv]);
    expect(told).toMatchObject({ code: 1, out: "" });
    for (const reason of reasons) expect(told.err).toContain(reason);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("takes --ack durable, and has every row in its table once it has stopped", async () => {
    const folder = withOrders();
    const { stop, address } = devIn(
      folder,
      "-t",
      "orders.json",
      "--ack",
      "durable",
      "--materialize-every",
      "1h",
    );
    const host = await address();
    const state: { server: { ack: string } } = JSON.parse(
      await (await fetch(`http://${host}/console/api/state`)).text(),
    );
    expect(state.server.ack).toBe("durable");
    await ingestOne(host);
    await stop();
    expect(
      readdirSync(join(folder, ".zerobus/main/shop/orders")).filter((name) => name.endsWith(".parquet")),
    ).toHaveLength(1);
  });

  it("has every fault in its help", async () => {
    const { out } = await runCli(process.cwd(), ["dev", "--help"]);
    for (const kind of FAULT_KINDS) expect(out).toMatch(new RegExp(`(?:^|\\s)${kind}(?:[:\\s]|$)`, "m"));
  });
});
