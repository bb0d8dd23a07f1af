import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { readTable } from "../../delta/read-table.js";
import type { Row } from "../../schema/row.js";
import { encoded } from "../../testing/encoded.js";
import { struct } from "../../testing/schemas.js";
import { temporaryDirectory } from "../../testing/temporary-directory.js";
import { deltaFormat } from "../delta-format.js";
import type { TableStore } from "../table-store.js";
import { logFolder } from "./segment-name.js";
import { walFormat, withoutWal } from "./wal-format.js";
import { type WalOptions, WalStore } from "./wal-store.js";

const SCHEMA = struct({ "!id": "long", note: "string" });
const rowsOf = encoded(SCHEMA);
const order = (id: number): Row => ({ id: BigInt(id), note: null });

async function tableDirectory(): Promise<string> {
  return join(await temporaryDirectory(), "table");
}

function options(more: Partial<WalOptions> = {}): WalOptions & { lines: string[] } {
  const lines: string[] = [];
  return { materializeEveryMs: 60_000, log: (line) => void lines.push(line), lines, ...more };
}

async function create(directory: string, more: Partial<WalOptions> = {}): Promise<TableStore> {
  const store = await walFormat(deltaFormat, options(more)).create(directory, SCHEMA);
  onTestFinished(() => store.close());
  return store;
}

async function idsIn(directory: string): Promise<number[]> {
  const ids: number[] = [];
  for await (const { id } of readTable(directory)) ids.push(Number(id));
  return ids;
}

const segmentsIn = (directory: string): Promise<string[]> => readdir(logFolder(directory)).catch(() => []);

describe(WalStore, () => {
  it("keeps rows out of the table until they are materialised, and its log empty after that", async () => {
    const directory = await tableDirectory();
    const store = await create(directory);
    await store.append([rowsOf(order(1), order(2)), rowsOf(order(3))]);
    await store.append([rowsOf(order(4))]);
    expect(await idsIn(directory)).toEqual([]);
    expect(store.version).toBe(0);
    expect(await segmentsIn(directory)).toHaveLength(1);
    await store.materialize();
    expect(await idsIn(directory)).toEqual([1, 2, 3, 4]);
    expect(store.version).toBe(1);
    expect(await segmentsIn(directory)).toEqual([]);
  });

  it("materialises by itself after a while", async () => {
    const directory = await tableDirectory();
    const store = await create(directory, { materializeEveryMs: 20 });
    await store.append([rowsOf(order(1))]);
    await vi.waitUntil(() => store.version === 1);
    await store.append([rowsOf(order(2))]);
    await vi.waitUntil(() => store.version === 2);
    expect(await idsIn(directory)).toEqual([1, 2]);
  });

  it("materialises before its time when a segment is full", async () => {
    const directory = await tableDirectory();
    const store = await create(directory, { limits: { segmentBytes: 1_000 } });
    for (let id = 0; store.version === 0; id++) await store.append([rowsOf(order(id))]);
    expect((await idsIn(directory)).slice(0, 2)).toEqual([0, 1]);
  });

  it("materialises when it is closed", async () => {
    const directory = await tableDirectory();
    const store = await create(directory);
    await store.append([rowsOf(order(1))]);
    await store.close();
    expect(await idsIn(directory)).toEqual([1]);
    expect(await segmentsIn(directory)).toEqual([]);
  });

  it.each([
    ["another log", (directory: string) => walFormat(deltaFormat, options()).open(directory)],
    ["no log", (directory: string) => withoutWal(deltaFormat, () => {}).open(directory)],
  ])("leaves its rows to whoever opens the table next, with %s", async (_, reopen) => {
    const directory = await tableDirectory();
    const store = await create(directory);
    await store.append([rowsOf(order(1))]);
    await store.append([rowsOf(order(2))]);
    const later = await reopen(directory);
    expect(await idsIn(directory)).toEqual([1, 2]);
    expect(await segmentsIn(directory)).toEqual([]);
    await later.close();
  });

  it("has no commit for appends without rows", async () => {
    const directory = await tableDirectory();
    const store = await create(directory);
    await store.append([]);
    await store.append([rowsOf()]);
    await store.materialize();
    expect(store.version).toBe(0);
    expect(await segmentsIn(directory)).toEqual([]);
  });
});
