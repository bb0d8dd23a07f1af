import { beforeEach, expect, test, vi } from "vitest";
import { writeCheckpoint } from "./checkpoint.js";
import { Checkpointer } from "./checkpointer.js";
import { discard } from "./durable-file.js";
import type { Snapshot } from "./snapshot.js";

vi.mock("./checkpoint.js", async (importOriginal) => ({
  ...(await importOriginal<typeof import("./checkpoint.js")>()),
  writeCheckpoint: vi.fn(async () => {}),
}));
vi.mock("./durable-file.js", async (importOriginal) => ({
  ...(await importOriginal<typeof import("./durable-file.js")>()),
  discard: vi.fn(async () => {}),
}));

const at = (version: number): Snapshot => ({
  version,
  checkpoint: 0,
  protocol: { minReaderVersion: 1, minWriterVersion: 2 },
  metaData: {
    id: "id",
    format: { provider: "parquet", options: {} },
    schemaString: "",
    partitionColumns: [],
    configuration: {},
  },
  schema: { type: "struct", fields: [] },
  files: new Map(),
  tombstones: new Map(),
  transactions: new Map(),
});

const written = (): number[] => vi.mocked(writeCheckpoint).mock.calls.map(([, version]) => version);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance"] });
  vi.mocked(writeCheckpoint).mockReset();
  vi.mocked(discard).mockReset();
  return () => vi.useRealTimers();
});

test("a checkpoint comes with every tenth commit when commits are far apart", async () => {
  const checkpointer = new Checkpointer("log", 3);
  for (let version = 4; version <= 40; version++) {
    vi.advanceTimersByTime(5_000);
    await checkpointer.afterCommit(at(version));
  }
  expect(written()).toEqual([13, 23, 33]);
});

test("a checkpoint comes every five seconds when commits are close together", async () => {
  const checkpointer = new Checkpointer("log", 0);
  for (let version = 1; version <= 300; version++) {
    await checkpointer.afterCommit(at(version));
    vi.advanceTimersByTime(50);
  }
  expect(written()).toEqual([10, 110, 210]);
});

test("a slow checkpoint is followed by a longer pause", async () => {
  const checkpointer = new Checkpointer("log", 0);
  vi.mocked(writeCheckpoint).mockImplementation(async () => void vi.advanceTimersByTime(100));
  for (let version = 1; version <= 60; version++) {
    await checkpointer.afterCommit(at(version));
    vi.advanceTimersByTime(1_000);
  }
  expect(written()).toEqual([10, 30, 50]);
});

test("closing writes what is due without waiting for the time", async () => {
  const checkpointer = new Checkpointer("log", 0);
  await checkpointer.afterCommit(at(10));
  await checkpointer.afterCommit(at(20));
  await checkpointer.finish(at(20));
  await checkpointer.finish(at(29));
  expect(written()).toEqual([10, 20]);
});

test("a checkpoint that fails is tried again later and hurts nobody", async () => {
  const checkpointer = new Checkpointer("log", 0);
  vi.mocked(writeCheckpoint).mockRejectedValueOnce(new Error("disk full"));
  await checkpointer.afterCommit(at(10));
  await checkpointer.afterCommit(at(11));
  vi.advanceTimersByTime(5_000);
  await checkpointer.afterCommit(at(12));
  expect(written()).toEqual([10, 12]);
});

test("the two newest of its own checkpoints stay, those of others are left alone", async () => {
  const checkpointer = new Checkpointer("log", 100);
  for (const version of [110, 120, 130, 140]) await checkpointer.finish(at(version));
  expect(vi.mocked(discard).mock.calls.map(([path]) => path)).toEqual([
    "log/00000000000000000110.checkpoint.parquet",
    "log/00000000000000000120.checkpoint.parquet",
  ]);
});
