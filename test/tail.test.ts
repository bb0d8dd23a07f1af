import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type LocalZerobus, startLocal } from "@zerobus-gen/local";
import { connect } from "@zerobus-gen/runtime";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { tail } from "../packages/generator/src/commands/tail.js";
import { localAddress } from "../packages/generator/src/tail/local-server.js";
import { RowTable } from "../packages/generator/src/tail/row-table.js";
import { loadTables } from "./support/emit-modules.js";
import { runCli } from "./support/run-cli.js";
import { ORDERS, ORDERS_INFO } from "./support/shop.js";
import { temporaryFolder } from "./support/temporary-folder.js";

const FOLDER = process.cwd();
const NAME = "main.shop.orders";

/** A server that the clients of this process come to. It stops with the test. */
async function started(
  options: { readonly dir?: string; readonly port?: number } = {},
): Promise<LocalZerobus> {
  const local = await startLocal({ tables: [ORDERS_INFO], env: true, ...options });
  onTestFinished(() => local.close());
  return local;
}

async function ingest(...ids: readonly number[]): Promise<void> {
  const [orders] = (await loadTables([ORDERS])).values();
  if (orders === undefined) throw new Error("nothing was generated");
  await using zerobus = connect({ tables: { orders } });
  await zerobus.tables.orders.ingestAll(ids.map((order_id) => ({ order_id, placed_at: new Date(0) })));
  await zerobus.close();
}

/** `tail`, which follows a table until it is stopped or the test ends. */
function following(local: LocalZerobus, limit = 10) {
  const [out, err]: [string[], string[]] = [[], []];
  const terminal = {
    out: (line: string) => out.push(line),
    err: (line: string) => err.push(line),
    colours: false,
  };
  const stop = new AbortController();
  const options = { table: NAME, server: new URL(local.endpoint), limit, follow: true, json: false };
  const ended = tail(options, terminal, stop.signal);
  ended.catch(() => {});
  onTestFinished(async () => {
    stop.abort();
    await ended.catch(() => {});
  });
  const ids = () => out.map((line) => Number(JSON.parse(line).order_id));
  return { out, err, ids, ended, stop };
}

describe("zerobus-gen tail", () => {
  it("prints the newest rows, oldest first, and waits for no more when it is told so", async () => {
    const local = await started();
    await ingest(1, 2, 3);
    const told = await runCli(FOLDER, ["tail", NAME, "-n", "2", "--no-follow", "--endpoint", local.endpoint]);
    expect(told).toMatchObject({ code: 0, err: "" });
    expect(told.out.split("\n").map((line) => JSON.parse(line))).toEqual(
      ["2", "3"].map((order_id) => ({
        order_id,
        placed_at: "1970-01-01T00:00:00Z",
        total: null,
        customer_name: null,
        items: [],
      })),
    );
  });

  it("prints each row once as it is committed, until it is stopped", async () => {
    const local = await started();
    await ingest(1, 2, 3);
    const { ids, ended, stop } = following(local, 2);
    await vi.waitFor(() => expect(ids()).toEqual([2, 3]), 10_000);
    await ingest(4, 5);
    await vi.waitFor(() => expect(ids()).toEqual([2, 3, 4, 5]), 10_000);
    stop.abort();
    expect(await ended).toBe(0);
  });

  it("waits for a server that has gone, and goes on when it is there again", async () => {
    const dir = temporaryFolder();
    const first = await started({ dir });
    const { ids, err, ended, stop } = following(first);
    await ingest(1);
    await vi.waitFor(() => expect(ids()).toEqual([1]), 10_000);
    await first.close();
    await vi.waitFor(() => expect(err).toEqual([expect.stringMatching(/has gone; waiting for it/)]), 10_000);
    const second = await started({ dir, port: Number(new URL(first.endpoint).port) });
    // Whoever tails is a visitor of the console: found again once a row of now is printed.
    let id = 1;
    await vi.waitFor(async () => {
      await ingest(++id);
      expect(ids().length).toBeGreaterThan(1);
    }, 15_000);
    expect(ids()[0]).toBe(1);
    expect(new Set(ids()).size).toBe(ids().length);
    expect(err).toHaveLength(1);
    stop.abort();
    expect(await ended).toBe(0);
    await second.close();
  });

  it("ends when the table is dropped, and says so", async () => {
    const local = await started();
    const { ids, ended } = following(local);
    await ingest(1);
    await vi.waitFor(() => expect(ids()).toEqual([1]), 10_000);
    await local.dropTable(NAME);
    await expect(ended).rejects.toThrow(`table ${NAME} was dropped`);
  });

  it("says which tables there are, and how a server is started that is not there", async () => {
    const local = await started();
    expect(await runCli(FOLDER, ["tail", "main.shop.nosuch", "--endpoint", local.endpoint])).toEqual({
      code: 1,
      out: "",
      err: `error the local server at ${new URL(local.endpoint).host} has no table main.shop.nosuch\n    there are ${NAME}`,
    });
    await local.close();
    const host = new URL(local.endpoint).host;
    expect(await runCli(FOLDER, ["tail", NAME], { ZEROBUS_EMULATOR_HOST: host })).toEqual({
      code: 1,
      out: "",
      err: `error no local server answers at ${host} (ECONNREFUSED)\n    start it: zerobus-gen dev; or say where it is: --endpoint, ZEROBUS_EMULATOR_HOST`,
    });
    for (const argv of [
      ["-n", "1001"],
      ["--endpoint", "https://x"],
    ])
      expect(await runCli(FOLDER, ["tail", NAME, ...argv])).toMatchObject({ code: 1, out: "" });
  });

  it("says what another server answers that is none of ours", async () => {
    const other = createServer((_, answer) => answer.writeHead(500).end("<html>"));
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void other.close());
    const host = `127.0.0.1:${(other.address() as AddressInfo).port}`;
    const told = await runCli(FOLDER, ["tail", NAME, "--no-follow", "--endpoint", host]);
    expect(told).toMatchObject({ code: 1, err: `error ${host} answers 500: <html>` });
  });

  it("goes to the server that is named, else to that of the environment, else to where dev is", () => {
    expect(localAddress("http://localhost:1/", "other:2").href).toBe("http://localhost:1/");
    expect(localAddress(undefined, "other:2").href).toBe("http://other:2/");
    expect(localAddress(undefined, "").href).toBe("http://127.0.0.1:8099/");
  });
});

describe(RowTable, () => {
  it("has columns one under the other, and a head where they change", () => {
    const table = new RowTable();
    expect(
      table.lines([
        { id: "1", note: "a\u001b[31m\nb" },
        { id: "2000000000", note: null },
      ]),
    ).toEqual(["id          note", "──────────  ────────", "1           a [31m b", "2000000000  NULL"]);
    expect(table.lines([{ id: "3", note: [1] }])).toEqual(["3           [1]"]);
    expect(table.lines([{ id: "4", note: "x".repeat(50), more: true }])).toEqual([
      `id        note${" ".repeat(38)}more`,
      `${"─".repeat(8)}  ${"─".repeat(40)}  ${"─".repeat(8)}`,
      `4         ${"x".repeat(39)}…  true`,
    ]);
  });
});
