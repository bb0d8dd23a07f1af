import { type ChildProcess, spawn } from "node:child_process";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, it, onTestFinished } from "vitest";
import { readTable } from "../../delta/read-table.js";
import { struct } from "../../testing/schemas.js";
import { temporaryDirectory } from "../../testing/temporary-directory.js";
import { deltaFormat } from "../delta-format.js";
import { logFolder } from "./segment-name.js";
import { withoutWal } from "./wal-format.js";

/** As they were built: to compile them in each process takes longer than all that is looked at. */
const MODULES = ["wal/wal-format.js", "delta-format.js"].map(
  (path) => new URL(`../../../dist/store/${path}`, import.meta.url).href,
);
const SCHEMA = struct({ "!id": "long" });

/** Appends three rows at a time, from `first` on, and prints the first id of those that are acknowledged. */
const WRITER = `
  const [wal, delta, directory, first] = process.argv.slice(1);
  const { walFormat } = await import(wal);
  const { deltaFormat } = await import(delta);
  const limits = { segmentBytes: 1_000, commitRows: 7 };
  const options = { materializeEveryMs: 5, log: (line) => process.stderr.write(line + "\\n"), limits };
  const store = await walFormat(deltaFormat, options).open(directory);
  const plan = { recordType: "JSON", schema: store.schema, unsupported: [] };
  for (let id = Number(first); ; id += 3) {
    await store.append([{ plan, records: [0, 1, 2].map((i) => Buffer.from('{"id":' + (id + i) + "}")) }]);
    process.stdout.write(id + "\\n");
  }
`;

function startWriter(directory: string, first: number): ChildProcess {
  const args = ["--input-type=module", "-e", WRITER, ...MODULES, directory, String(first)];
  const writer = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void writer.kill("SIGKILL"));
  return writer;
}

it("has every row once that a killed process acknowledged", async () => {
  const directory = join(await temporaryDirectory(), "table");
  await (await deltaFormat.create(directory, SCHEMA)).close();
  const acknowledged: number[] = [];
  for (let round = 0; round < 4; round++) {
    const writer = startWriter(directory, round * 1_000_000);
    if (writer.stdout === null) throw new Error("the writer has no output");
    const enough = acknowledged.length + 3 * (40 + 37 * round);
    for await (const line of createInterface({ input: writer.stdout })) {
      const id = Number(line);
      acknowledged.push(id, id + 1, id + 2);
      if (acknowledged.length === enough) writer.kill("SIGKILL");
    }
  }
  await (await withoutWal(deltaFormat, () => {}).open(directory)).close();
  const ids: number[] = [];
  for await (const { id } of readTable(directory)) ids.push(Number(id));
  expect(new Set(ids).size).toBe(ids.length);
  const found = new Set(ids);
  expect(acknowledged.filter((id) => !found.has(id))).toEqual([]);
  // At most the append under way at each kill was in time without being acknowledged.
  expect(ids.length).toBeLessThanOrEqual(acknowledged.length + 4 * 3);
  expect(await readdir(logFolder(directory))).toEqual([]);
}, 60_000);
