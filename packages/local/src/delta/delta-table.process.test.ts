import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";
import { logDirectory } from "./delta-log.js";
import { DeltaTable } from "./delta-table.js";
import { readSnapshot, readTable } from "./read-table.js";

/** As it was built: to compile it in each process takes longer than all that is looked at. */
const MODULE = new URL("../../dist/delta/delta-table.js", import.meta.url).href;

/** Appends a row a commit, from `first` on, and prints each id once it is acknowledged. */
const WRITER = `
  const [module, path, first, count] = process.argv.slice(1);
  const { DeltaTable } = await import(module);
  const table = await DeltaTable.open(path);
  for (let id = Number(first); id < Number(first) + Number(count); id++) {
    await table.append([{ id: BigInt(id) }]);
    process.stdout.write(id + "\\n");
  }
`;

function startWriter(path: string, first: number, count: number): ChildProcess {
  const args = ["--input-type=module", "-e", WRITER, MODULE, path, String(first), String(count)];
  const writer = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void writer.kill("SIGKILL"));
  return writer;
}

async function createTable(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "delta-process-"));
  onTestFinished(() => rm(path, { recursive: true }));
  await DeltaTable.create(path, {
    type: "struct",
    fields: [{ name: "id", type: "long", nullable: false, metadata: {} }],
  });
  return path;
}

async function idsIn(path: string): Promise<number[]> {
  const ids: number[] = [];
  for await (const { id } of readTable(path)) ids.push(Number(id));
  return ids.sort((a, b) => a - b);
}

test("four processes that append at the same time lose no version and no row", async () => {
  const path = await createTable();
  const writers = [0, 1, 2, 3].map((writer) => startWriter(path, writer * 50, 50));
  const exits = await Promise.all(writers.map((writer) => once(writer, "exit")));
  expect(exits).toEqual(writers.map(() => [0, null]));
  expect((await readSnapshot(path)).version).toBe(200);
  expect(await idsIn(path)).toEqual(Array.from({ length: 200 }, (_, id) => id));
}, 60_000);

test("a process that is killed while it appends loses nothing that it acknowledged", async () => {
  const path = await createTable();
  const acknowledged: number[] = [];
  for (let round = 0; round < 3; round++) {
    const writer = startWriter(path, round * 100_000, 100_000);
    if (writer.stdout === null) throw new Error("the writer has no output");
    const enough = acknowledged.length + 15 + 7 * round;
    for await (const line of createInterface({ input: writer.stdout })) {
      acknowledged.push(Number(line));
      if (acknowledged.length === enough) writer.kill("SIGKILL");
    }
  }
  const table = await DeltaTable.open(path);
  const ids = await idsIn(path);
  expect(ids).toEqual(expect.arrayContaining(acknowledged));
  expect(new Set(ids).size).toBe(ids.length);
  // At most the commit under way at each kill was in time without being acknowledged.
  expect(ids.length).toBeLessThanOrEqual(acknowledged.length + 3);

  const { files } = await readSnapshot(path);
  const data = (await readdir(path)).filter((name) => name.endsWith(".parquet"));
  expect(data.sort()).toEqual(files.map((file) => file.path).sort());
  expect((await readdir(logDirectory(path))).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  const { version } = table;
  expect((await table.append([{ id: -1n }])).version).toBe(version + 1);
  await table.close();
}, 60_000);
