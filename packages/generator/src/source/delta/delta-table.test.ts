import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatTableName, type SchemaRead } from "@zerobus-gen/schema";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SourceError } from "../source-error.js";
import { readDeltaTable } from "./delta-table.js";

let root = "";
let tables = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "zerobus-delta-"));
});
afterAll(() => rm(root, { recursive: true }));

function metaData(...names: readonly string[]): object {
  const fields = names.map((name) => ({ name, type: "long", nullable: true, metadata: {} }));
  return {
    metaData: {
      id: "5f0c",
      format: { provider: "parquet", options: {} },
      schemaString: JSON.stringify({ type: "struct", fields }),
      partitionColumns: [],
      configuration: { "delta.constraints.positive": "a > 0" },
    },
  };
}

const protocol = { protocol: { minReaderVersion: 1, minWriterVersion: 2 } };
const add = { add: { path: "x.parquet", partitionValues: {}, size: 1, stats: '{"metaData":1}' } };

/** `7` is the file of version 7, `7.checkpoint` begins the name of its checkpoint. */
type Log = Readonly<Record<string, readonly object[] | string>>;

async function folder(log: Log, name = "main.shop.orders"): Promise<string> {
  const path = join(root, String(tables++), name);
  await mkdir(join(path, "_delta_log"), { recursive: true });
  for (const [key, content] of Object.entries(log)) {
    const [, version, rest = ".json"] = /^(\d+)(\..*)?$/.exec(key) ?? [];
    const file = version === undefined ? key : `${version.padStart(20, "0")}${rest}`;
    const text =
      typeof content === "string" ? content : content.map((action) => `${JSON.stringify(action)}\n`).join("");
    await writeFile(join(path, "_delta_log", file), text);
  }
  return path;
}

const columns = (read: SchemaRead) => read.tables.flatMap((table) => table.columns.map(({ name }) => name));
const warnings = (read: SchemaRead) =>
  read.problems.map(({ severity, message }) => `${severity}: ${message}`);

async function failure(path: string): Promise<SourceError> {
  const error: unknown = await readDeltaTable(path).catch((reason: unknown) => reason);
  if (!(error instanceof SourceError)) throw new Error("expected a SourceError", { cause: error });
  return error;
}

describe("the folder of a Delta table", () => {
  test("is the table as its newest metaData has it", async () => {
    const path = await folder({
      0: [protocol, metaData("a"), add],
      1: [add],
      2: [metaData("a", "b"), add],
      3: [add],
    });
    for (const place of [path, join(path, "_delta_log"), `${path}/`]) {
      const read = await readDeltaTable(place);
      expect(read.problems).toEqual([]);
      expect(read.tables.map(({ name }) => formatTableName(name))).toEqual(["main.shop.orders"]);
      expect(columns(read)).toEqual(["a", "b"]);
      expect(read.tables[0]?.facts).toMatchObject({ checks: ["positive"] });
    }
  });

  test("has a name of its own, or the folder's in a namespace", async () => {
    const path = await folder({ 0: [protocol, metaData("a")] }, "orders");
    const read = await readDeltaTable(path, { namespace: { catalog: "dev", schema: "x" } });
    expect(read.tables.map(({ name }) => formatTableName(name))).toEqual(["dev.x.orders"]);
    expect((await readDeltaTable(path)).problems).toMatchObject([
      {
        code: "TABLE_UNNAMED",
        message: expect.stringContaining("orders"),
        hint: expect.stringContaining("--namespace"),
      },
    ]);
  });

  test("may lack old commits where a checkpoint has what they said", async () => {
    const sidecar = { sidecar: { path: "x.parquet", sizeInBytes: 1, modificationTime: 1 } };
    const path = await folder({
      "5.checkpoint.80a083e8-7026-4e79-81be-64bd76c43a11.json": [
        { checkpointMetadata: { version: 5 } },
        metaData("a", "c"),
        protocol,
        sidecar,
      ],
      5: [add],
      6: [add],
      _last_checkpoint: '{"version":2}',
    });
    const read = await readDeltaTable(path);
    expect([columns(read), read.problems]).toEqual([["a", "c"], []]);
  });

  test("does not count a commit that is being written", async () => {
    const whole = `${JSON.stringify(metaData("a", "b"))}\n`;
    for (const torn of ["", `${JSON.stringify(add)}\n${whole.slice(0, 60)}`]) {
      const read = await readDeltaTable(await folder({ 0: [protocol, metaData("a")], 1: torn }));
      expect(columns(read)).toEqual(["a"]);
      expect(warnings(read)).toEqual([
        expect.stringContaining("warning: the newest commit, 00000000000000000001.json, does not count"),
      ]);
    }
    expect(
      columns(await readDeltaTable(await folder({ 0: [protocol, metaData("a")], 1: whole.trimEnd() }))),
    ).toEqual(["a", "b"]);
  });

  test("with a gap is read as far as that goes", async () => {
    const late = await readDeltaTable(await folder({ 0: [protocol], 3: [metaData("a")], 4: [add] }));
    expect(columns(late)).toEqual(["a"]);
    expect(warnings(late)).toEqual(["warning: version 2 is missing in the log; newer ones tell the schema"]);
    const early = await failure(await folder({ 0: [protocol, metaData("a")], 2: [add] }));
    expect(early.message).toContain("version 1 is missing, and no newer one says it");
  });

  test.each([
    [{}, "has no commits and no checkpoints"],
    [{ 0: [add] }, "does not say what the table looks like"],
    [{ 0: "" }, "it is empty"],
    [
      { 0: [protocol, metaData("a")], 1: '{"add":', 2: [add] },
      "00000000000000000001.json: its last line is cut off",
    ],
    [
      { 0: [protocol, metaData("a")], 1: `{"metaData":\n${JSON.stringify(add)}` },
      "a line of it is no action",
    ],
    [
      { "1.checkpoint.parquet": "no parquet", 1: [add] },
      "the checkpoint 00000000000000000001.checkpoint.parquet cannot be read",
    ],
  ] satisfies [Log, string][])("that holds %j is refused: %s", async (log, message) => {
    expect((await failure(await folder(log))).message).toContain(message);
  });

  test("goes back beyond a checkpoint that cannot be read", async () => {
    const read = await readDeltaTable(
      await folder({ 0: [protocol, metaData("a")], 1: [add], "1.checkpoint.parquet": "PAR1 no", 2: [add] }),
    );
    expect(columns(read)).toEqual(["a"]);
    expect(warnings(read)).toEqual([expect.stringContaining("cannot be read")]);
  });

  test("tells of features that nobody here knows, and of a catalog that commits", async () => {
    const features = (...writerFeatures: readonly string[]) => ({
      protocol: {
        minReaderVersion: 3,
        minWriterVersion: 7,
        readerFeatures: ["deletionVectors"],
        writerFeatures,
      },
    });
    const strange = await readDeltaTable(
      await folder({ 0: [features("appendOnly", "warpDrive-preview"), metaData("a")] }),
    );
    expect(warnings(strange)).toEqual([expect.stringContaining("not known here: warpDrive-preview")]);
    const managed = await folder({ 0: [features("catalogManaged-preview"), metaData("a")] });
    await mkdir(join(managed, "_delta_log", "_staged_commits"));
    await writeFile(join(managed, "_delta_log", "_staged_commits", "x.json"), "");
    const read = await readDeltaTable(managed);
    expect(read.tables[0]?.facts?.hasCatalogCommits).toBe(true);
    expect(warnings(read)).toHaveLength(2);
  });

  test("may have a schema of megabytes, anywhere in a commit", async () => {
    const wide = Array.from({ length: 9000 }, (_, index) => `column_${"é".repeat(40)}_${index}`);
    for (const commit of [
      [add, metaData(...wide), protocol],
      [protocol, metaData(...wide)],
    ]) {
      const read = await readDeltaTable(await folder({ 0: commit }));
      expect(columns(read)).toEqual(wide);
    }
  });

  test("is read from its end, whatever its length", async () => {
    const long = Object.fromEntries(Array.from({ length: 2000 }, (_, version) => [version, [add]]));
    const path = await folder({ ...long, 0: "broken", 1990: [protocol, metaData("z")] });
    expect(columns(await readDeltaTable(path))).toEqual(["z"]);
    const abort = AbortSignal.abort();
    await expect(readDeltaTable(path, { signal: abort })).rejects.toThrow("reading was stopped");
  });
});
