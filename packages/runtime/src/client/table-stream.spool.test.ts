import { readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ZerobusError } from "../errors.js";
import type { SpoolOptions } from "../spool/spool-options.js";
import { type NumberedRow, pass, writeNumber } from "../testing/numbered-rows.js";
import { SpooledClient, tableOf } from "../testing/spooled-client.js";
import { temporaryFolder } from "../testing/temporary-folder.js";
import { connect } from "./connect.js";

const syncs = vi.hoisted(() => ({ count: 0, fails: false }));

vi.mock("node:fs", async (original) => {
  const fs = await original<typeof import("node:fs")>();
  return {
    ...fs,
    fdatasyncSync: (fd: number) => {
      syncs.count++;
      if (syncs.fails) throw Object.assign(new Error("EIO: simulated"), { code: "EIO" });
      fs.fdatasyncSync(fd);
    },
  };
});

const Rows = tableOf<NumberedRow>(writeNumber);
const abort = { signal: AbortSignal.abort() };

let spool: SpoolOptions;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "performance"] });
  Object.assign(syncs, { count: 0, fails: false });
  spool = { dir: temporaryFolder(), sync: "none" };
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

function numbered(count: number): readonly NumberedRow[] {
  return Array.from({ length: count }, (_, n) => ({ n }));
}

describe("a closed stream with a spool", () => {
  test.each([1, 3])("with %i lanes, reports unacked rows both typed and as spooled", async (lanes) => {
    const client = new SpooledClient(Rows, spool, { lanes });
    await client.stream.ingestAll(numbered(10));
    const report = await client.stream.close(abort);
    expect(report).toMatchObject({ acked: 0, rejected: 0, spooled: 10, error: { code: "aborted" } });
    expect(report.unacked.toSorted((a, b) => a.n - b.n)).toEqual(numbered(10));
  });

  test("has lost nothing when the spool keeps what is unacked: disposing of it does not throw", async () => {
    const client = new SpooledClient(Rows, spool);
    client.stream.ingest({ n: 1 });
    const disposed = client.stream[Symbol.asyncDispose]();
    await pass(300_000);
    await pass(500);
    await disposed;
    expect(await client.stream.close()).toMatchObject({ spooled: 1, unacked: [{ n: 1 }] });
  });

  test("has nothing spooled when everything is acked", async () => {
    const client = new SpooledClient(Rows, spool);
    await client.stream.ingestAll(numbered(10));
    await client.send();
    await client.ack();
    const closed = client.stream.close();
    await pass(500);
    expect(await closed).toMatchObject({ acked: 10, spooled: 0, unacked: [], error: undefined });
  });

  test("keeps no row that was rejected, nor one that was acked after it", async () => {
    vi.spyOn(Math, "random").mockReturnValue(0);
    const client = new SpooledClient(Rows, spool, { onRejected: () => {} });
    client.stream.ingest({ n: 1 });
    await client.send();
    client.transport.call.end(new ZerobusError("invalid_argument", "bad row"));
    await pass(20);
    client.stream.ingest({ n: 2 });
    client.stream.ingest({ n: 3 });
    await client.send();
    await client.ack();
    expect(client.stream).toMatchObject({ acked: 2, rejected: 1 });
    client.stream.ingest({ n: 4 });
    const closed = client.stream.close(abort);
    await pass(500);
    expect(await closed).toMatchObject({ acked: 2, rejected: 1, spooled: 1 });
    const next = new SpooledClient(Rows, spool);
    expect(await next.sent()).toEqual([[{ n: 4 }]]);
    await next.die();
  });

  test.each<[string, (folder: string) => void]>([
    ["deleted", (folder) => rmSync(folder, { recursive: true })],
    ["moved away", (folder) => renameSync(folder, `${folder}-elsewhere`)],
  ])("does not count on a folder that was %s", async (_, takeAway) => {
    vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    const client = new SpooledClient(Rows, { ...spool, dir: join(spool.dir, "inner") });
    client.stream.ingest({ n: 1 });
    takeAway(join(spool.dir, "inner"));
    await expect(client.stream.closeWhole(abort)).rejects.toThrow("closed with 1 unacked rows");
    expect(await client.stream.close()).toMatchObject({ acked: 0, spooled: 0, unacked: [{ n: 1 }] });
  });

  test("does not count on a disk whose last sync fails", async () => {
    vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    const client = new SpooledClient(Rows, { ...spool, sync: "interval" });
    client.stream.ingest({ n: 1 });
    syncs.fails = true;
    await expect(client.stream.closeWhole(abort)).rejects.toThrow("closed with 1 unacked rows");
  });
});

describe("with sync always", () => {
  test.each([1, 4])("of %i lanes, ingestAll syncs once a turn and lane", async (lanes) => {
    const client = new SpooledClient(Rows, { ...spool, sync: "always" }, { lanes });
    const ingested = client.stream.ingestAll(numbered(2_500));
    expect([client.stream.accepted, syncs.count]).toEqual([1_024, lanes]);
    await vi.waitFor(() => expect(client.stream.accepted).toBe(2_500));
    await ingested;
    expect(syncs.count).toBe(3 * lanes);
    await client.die();
  });

  test("a row by itself is synced before its receipt exists", () => {
    const client = new SpooledClient(Rows, { ...spool, sync: "always" });
    for (let n = 1; n < 4; n++) {
      client.stream.ingest({ n });
      expect(syncs.count).toBe(n);
    }
    return client.die();
  });

  test("a row that does not fit ends ingestAll, with those before it queued and synced", async () => {
    const client = new SpooledClient(Rows, { ...spool, sync: "always" });
    const rows = [{ n: 1 }, { n: 2 }, { n: 0.5 }, { n: 4 }];
    await expect(client.stream.ingestAll(rows)).rejects.toMatchObject({ code: "invalid_row" });
    expect([client.stream.accepted, syncs.count]).toEqual([2, 1]);
    client.stream.ingest({ n: 5 });
    expect(syncs.count).toBe(2);
    await client.die();
    const next = new SpooledClient(Rows, spool);
    expect(await next.sent()).toEqual([[{ n: 1 }, { n: 2 }, { n: 5 }]]);
    await next.die();
  });

  test("a sync that fails ends ingestAll, and the taking of rows; those in flight go on", async () => {
    const client = new SpooledClient(Rows, { ...spool, sync: "always" });
    client.stream.ingest({ n: 0 });
    syncs.fails = true;
    await expect(client.stream.ingestAll(numbered(3))).rejects.toMatchObject({ code: "spool" });
    syncs.fails = false;
    expect(() => client.stream.ingest({ n: 9 })).toThrow("takes no more rows");
    expect(client.stream.accepted).toBe(4);
    expect((await client.sent()).flat()).toHaveLength(4);
    await client.ack();
    expect(client.stream.acked).toBe(4);
    await client.die();
  });
});

describe("opening", () => {
  test("is refused while another stream has the spool, with the mend, and possible when that is closed", async () => {
    const one = new SpooledClient(Rows, spool);
    expect(() => new SpooledClient(Rows, spool)).toThrow(
      expect.objectContaining({
        code: "spool",
        message: expect.stringContaining("is in use"),
        hint: expect.stringContaining("dir"),
      }),
    );
    await one.die();
    await new SpooledClient(Rows, spool).die();
  });

  test("leaves every folder free when it fails, and nothing that waits", async () => {
    const before = new SpooledClient(Rows, spool, { lanes: 3 });
    await before.stream.ingestAll([...numbered(9), { n: 1_000 }]);
    await before.die();
    const Tiny = tableOf<NumberedRow>((w, row) => w.tinyint(1, "n", row.n));
    const listeners = process.listenerCount("exit");
    for (let round = 0; round < 3; round++) {
      expect(() => new SpooledClient(Tiny, spool, { lanes: 2 })).toThrow("do not fit");
    }
    const throws = (): never => {
      throw new Error("no");
    };
    expect(() => new SpooledClient(Tiny, spool, { lanes: 2, onRejected: throws })).toThrow("handed over: no");
    const after = new SpooledClient(Rows, spool, { lanes: 3 });
    expect(after.stream.accepted).toBe(10);
    await after.die();
    expect([vi.getTimerCount(), process.listenerCount("exit")]).toEqual([0, listeners]);
  });

  test("a client of which one table cannot be opened holds the spool of none", async () => {
    const other = new SpooledClient(Rows, spool);
    const Mine = { ...Rows, name: "main.shop.a" };
    const options = { endpoint: "http://127.0.0.1:1", token: () => "t", stream: { spool } };
    const tables = { mine: Mine, rows: Rows };
    expect(() => connect({ tables, ...options })).toThrow("in use");
    await other.die();
    const client = connect({ tables, ...options });
    expect(readdirSync(spool.dir)).toHaveLength(2);
    await client.close();
  });
});
