import { stat, truncate } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { readTable } from "../../delta/read-table.js";
import type { Row } from "../../schema/row.js";
import { encoded } from "../../testing/encoded.js";
import { struct } from "../../testing/schemas.js";
import { temporaryDirectory } from "../../testing/temporary-directory.js";
import { deltaFormat } from "../delta-format.js";
import type { TableFormat, TableStore } from "../table-store.js";
import { listLogFiles } from "./log-file.js";
import { logFolder } from "./segment-name.js";
import { walFormat } from "./wal-format.js";
import { type WalOptions, WalStore } from "./wal-store.js";

/** What the disk refuses. */
const disk = vi.hoisted(() => ({ refuses: new Set<string>() }));

const refusing = vi.hoisted(
  () =>
    <Args extends unknown[], Result>(name: string, call: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      if (disk.refuses.has(name)) throw Object.assign(new Error("full"), { code: "ENOSPC" });
      return call(...args);
    },
);

vi.mock("../../delta/durable-file.js", async (importOriginal) => {
  const original = await importOriginal<typeof import("../../delta/durable-file.js")>();
  const syncDirectory = (path: string): Promise<void> =>
    (path.endsWith("_delta_log") ? refusing("log sync", original.syncDirectory) : original.syncDirectory)(
      path,
    );
  return { ...original, writeSynced: refusing("data", original.writeSynced), syncDirectory };
});
vi.mock("./log-file.js", async (importOriginal) => {
  const original = await importOriginal<typeof import("./log-file.js")>();
  return {
    ...original,
    createLogFile: refusing("segment", original.createLogFile),
    // Everything is written, and then it cannot be synced.
    appendSynced: async (path: string, at: number, bytes: Uint8Array) => {
      await original.appendSynced(path, at, bytes);
      await refusing("sync", async () => {})();
    },
    truncateSynced: refusing("truncation", original.truncateSynced),
    removeSynced: refusing("removal", original.removeSynced),
  };
});

const SCHEMA = struct({ "!id": "long", note: "string" });
const rowsOf = encoded(SCHEMA);

let directory: string;
let lines: string[];

beforeEach(async () => {
  disk.refuses = new Set();
  lines = [];
  directory = join(await temporaryDirectory(), "table");
});

function format(more: Partial<WalOptions> = {}): TableFormat {
  return walFormat(deltaFormat, {
    materializeEveryMs: 60_000,
    log: (line) => void lines.push(line),
    ...more,
  });
}

async function create(more: Partial<WalOptions> = {}): Promise<TableStore> {
  const store = await format(more).create(directory, SCHEMA);
  onTestFinished(() => store.close());
  return store;
}

async function append(store: TableStore, ...ids: readonly number[]): Promise<void> {
  await store.append([rowsOf(...ids.map((id): Row => ({ id: BigInt(id), note: "x".repeat(20) })))]);
}

async function idsIn(): Promise<number[]> {
  const ids: number[] = [];
  for await (const { id } of readTable(directory)) ids.push(Number(id));
  return ids;
}

describe(WalStore, () => {
  it("refuses rows that the disk does not take, and goes on when it does", async () => {
    const store = await create();
    for (const step of ["segment", "sync"]) {
      disk.refuses.add(step);
      await expect(append(store, 1)).rejects.toThrow(
        `[write_failed] ${directory} cannot be written: the disk is full`,
      );
      disk.refuses.clear();
      await append(store, 2);
      await store.materialize();
    }
    expect(await idsIn()).toEqual([2, 2]);
  });

  it("takes back a write that it refused, also when the disk does not take it back", async () => {
    const store = await create();
    await append(store, 1);
    disk.refuses = new Set(["sync", "truncation"]);
    await expect(append(store, 2, 3, 4)).rejects.toThrow("write_failed");
    disk.refuses.clear();
    await append(store, 5);
    expect(await idsIn()).toEqual([1]);
    await store.materialize();
    expect(await idsIn()).toEqual([1, 5]);
  });

  it("keeps acked rows that it cannot bring into the table, says so, and tries again", async () => {
    const store = await create({ materializeEveryMs: 0 });
    disk.refuses.add("data");
    await append(store, 1);
    await vi.waitUntil(() => lines.length >= 2);
    await append(store, 2);
    expect(lines.slice(0, 2)).toEqual([
      expect.stringMatching(/^acked rows wait in .*: DeltaError: .* the disk is full.*; next try in 100 ms$/),
      expect.stringMatching(/next try in 200 ms$/),
    ]);
    await expect(store.materialize()).rejects.toThrow("the disk is full");
    expect(await idsIn()).toEqual([]);
    disk.refuses.clear();
    await vi.waitUntil(async () => (await idsIn()).length === 2);
    expect(await idsIn()).toEqual([1, 2]);
  });

  it("grows no further than its bound while rows do not get into the table", async () => {
    const store = await create({ limits: { segmentBytes: 500, waitingBytes: 2_000 } });
    disk.refuses.add("data");
    const taken: number[] = [];
    let refused: unknown;
    for (let id = 0; id < 100 && refused === undefined; id++) {
      refused = await append(store, id).then(() => void taken.push(id), String);
    }
    expect(refused).toContain("[write_failed]");
    expect(taken.length).toBeGreaterThan(3);
    const tries = lines.length;
    await expect(append(store, 100)).rejects.toThrow("the disk is full");
    expect(lines, "no try before its time").toHaveLength(tries);
    disk.refuses.clear();
    await store.materialize();
    await append(store, 100);
    await store.materialize();
    expect(await idsIn()).toEqual([...taken, 100]);
  });

  it("has appends wait for room when rows come faster than they get into the table", async () => {
    const store = await create({ limits: { segmentBytes: 500, waitingBytes: 1_000 } });
    const ids = Array.from({ length: 50 }, (_, id) => id);
    await Promise.all(ids.map((id) => append(store, id)));
    expect((await listLogFiles(logFolder(directory))).length).toBeLessThanOrEqual(4);
    expect((await idsIn()).length).toBeGreaterThan(30);
    await store.materialize();
    expect(await idsIn()).toEqual(ids);
  });

  it("removes nothing of the log that a table might not have after a power cut", async () => {
    const store = await create();
    await append(store, 1);
    disk.refuses.add("log sync");
    await expect(store.materialize()).rejects.toThrow("might not survive a power cut");
    // The table has the row by now, and still nobody knows for how long.
    await expect(store.materialize()).rejects.toThrow("might not survive a power cut");
    expect(await listLogFiles(logFolder(directory))).toHaveLength(1);
    disk.refuses.clear();
    await store.materialize();
    expect(await listLogFiles(logFolder(directory))).toEqual([]);
    expect(await idsIn()).toEqual([1]);
  });

  it("says so when a log is damaged while it waits, and keeps it", async () => {
    const store = await create();
    await append(store, 1);
    await append(store, 2);
    const [name = ""] = await listLogFiles(logFolder(directory));
    const path = join(logFolder(directory), name);
    await truncate(path, (await stat(path)).size - 1);
    await expect(store.materialize()).rejects.toThrow(`${path} holds acked rows, and row 2 is damaged`);
    expect(await idsIn()).toEqual([1]);
    expect(await listLogFiles(logFolder(directory))).toEqual([name]);
  });

  it("brings rows into the table once when their segment could not be removed", async () => {
    const store = await create();
    await append(store, 1);
    disk.refuses.add("removal");
    await expect(store.materialize()).rejects.toThrow("full");
    await append(store, 2);
    disk.refuses.clear();
    await store.materialize();
    expect(await idsIn()).toEqual([1, 2]);
  });

  it("alters nothing while rows from before do not get into the table", async () => {
    const store = await create();
    await append(store, 1);
    disk.refuses.add("data");
    const change = {
      schema: struct({ "!id": "long", note: "string", more: "string" }),
      info: {},
      keepsRows: true,
    };
    await expect(store.alter(change)).rejects.toThrow("the disk is full");
    expect(store.schema).toEqual(SCHEMA);
    disk.refuses.clear();
    await store.alter(change);
    expect([await idsIn(), store.version]).toEqual([[1], 2]);
    expect(store.schema).toEqual(change.schema);
  });

  it("closes in time, however much waits", async () => {
    const store = await create({ limits: { closeMs: 0 } });
    await append(store, 1);
    await store.close();
    expect(lines).toEqual([expect.stringMatching(/^acked rows wait in .*: the server stops$/)]);
    expect(await idsIn()).toEqual([]);
    await (
      await walFormat(deltaFormat, { materializeEveryMs: 60_000, log: () => {} }).open(directory)
    ).close();
    expect(await idsIn()).toEqual([1]);
  });

  it("closes, and leaves what it cannot bring into the table to the next process", async () => {
    const store = await create();
    await append(store, 1);
    disk.refuses.add("data");
    await store.close();
    expect(lines).toEqual([expect.stringContaining("acked rows wait in")]);
    disk.refuses.clear();
    await (await format().open(directory)).close();
    expect(await idsIn()).toEqual([1]);
  });
});
