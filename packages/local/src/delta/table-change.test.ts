import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Row } from "../schema/row.js";
import { struct } from "../testing/schemas.js";
import { temporaryDirectory } from "../testing/temporary-directory.js";
import { logDirectory, logFileName } from "./delta-log.js";
import { DeltaTable } from "./delta-table.js";
import { readSnapshot, readTable } from "./read-table.js";
import { loadSnapshot } from "./snapshot.js";

const BEFORE = struct({ "!id": "long", note: "varchar(3)" });
const WIDER = struct({ id: "long", note: "string", at: "timestamp_ntz" });
const OTHER = struct({ id: "string" });

async function created(): Promise<{ path: string; table: DeltaTable }> {
  const path = join(await temporaryDirectory(), "table");
  return { path, table: await DeltaTable.create(path, BEFORE, { mine: "1" }) };
}

async function readAll(path: string): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const row of readTable(path)) rows.push(row);
  return rows;
}

async function operations(path: string): Promise<unknown[]> {
  const { version } = await readSnapshot(path);
  const texts = Array.from({ length: version + 1 }, (_, i) =>
    readFile(join(logDirectory(path), logFileName(i, "json")), "utf8"),
  );
  return (await Promise.all(texts)).map((text) => JSON.parse(text.split("\n")[0] ?? "").commitInfo.operation);
}

describe("altering a table", () => {
  test("keeps rows in one commit that brings the schema, the properties and the features", async () => {
    const { path, table } = await created();
    await table.append([{ id: 1n, note: "abc" }]);
    const { id } = table.metaData;
    await table.alter({ schema: WIDER, configuration: { mine: "2" }, keepsRows: true });
    await table.append([{ id: null, note: "longer", at: 5n }]);
    expect(await readAll(path)).toEqual([
      { id: 1n, note: "abc", at: null },
      { id: null, note: "longer", at: 5n },
    ]);
    expect(table.version).toBe(3);
    expect(table.metaData).toMatchObject({ id, configuration: { mine: "2" } });
    const again = await DeltaTable.open(path);
    expect(again.schema).toEqual(WIDER);
    const { protocol } = await loadSnapshot(path);
    expect(protocol).toMatchObject({ minReaderVersion: 3, readerFeatures: ["timestampNtz"] });
    expect(again.metaData).toEqual(table.metaData);
    expect(await operations(path)).toEqual(["CREATE TABLE", "WRITE", "ALTER TABLE", "WRITE"]);
  });

  test("replaces it in one commit that removes every file, and keeps its id", async () => {
    const { path, table } = await created();
    for (let i = 0; i < 3; i++) await table.append([{ id: BigInt(i), note: null }]);
    const { id } = table.metaData;
    await table.alter({ schema: OTHER, configuration: {}, keepsRows: false });
    expect(await readAll(path)).toEqual([]);
    await table.append([{ id: "x" }]);
    expect(await readAll(path)).toEqual([{ id: "x" }]);
    expect(table.metaData.id).toBe(id);
    expect((await operations(path)).at(-2)).toBe("CREATE OR REPLACE TABLE");
    // Whoever has begun to read the version before can go on.
    expect((await readdir(path)).filter((name) => name.endsWith(".parquet"))).toHaveLength(4);
  });

  test("removes the files of others too that came in between", async () => {
    const { path, table } = await created();
    const other = await DeltaTable.open(path);
    await other.append([{ id: 1n, note: null }]);
    await table.alter({ schema: OTHER, configuration: {}, keepsRows: false });
    expect(await readAll(path)).toEqual([]);
    await expect(other.append([{ id: 2n, note: null }])).rejects.toMatchObject({ code: "table_changed" });
  });

  test("comes in its turn between appends, and survives checkpoints", async () => {
    const { path, table } = await created();
    const before = Array.from({ length: 12 }, (_, i) => table.append([{ id: BigInt(i), note: null }]));
    const altered = table.alter({ schema: WIDER, configuration: {}, keepsRows: true });
    const after = Array.from({ length: 12 }, (_, i) =>
      table.append([{ id: BigInt(i), note: "after", at: 1n }]),
    );
    await Promise.all([...before, altered, ...after]);
    await table.close();
    expect((await readAll(path)).map(({ at }) => at)).toEqual([
      ...Array(12).fill(null),
      ...Array(12).fill(1n),
    ]);
    expect((await DeltaTable.open(path)).schema).toEqual(WIDER);
  });

  test("never takes the rows of one that may only be appended to, until it may", async () => {
    const path = join(await temporaryDirectory(), "table");
    const appendOnly = { "delta.appendOnly": "true" };
    const table = await DeltaTable.create(path, BEFORE, appendOnly);
    const replacement = { schema: OTHER, configuration: {}, keepsRows: false };
    await table.alter({ ...replacement, schema: BEFORE, configuration: appendOnly });
    await table.append([{ id: 1n, note: null }]);
    const altering = table.alter(replacement);
    await expect(altering).rejects.toMatchObject({ code: "append_only" });
    await expect(altering).rejects.toThrow("has the property delta.appendOnly and loses no rows");
    expect(await readAll(path)).toHaveLength(1);
    await table.alter({ schema: BEFORE, configuration: { "delta.appendOnly": "false" }, keepsRows: true });
    await table.alter(replacement);
    expect(await readAll(path)).toEqual([]);
  });

  test("that is refused leaves it as it was", async () => {
    const { path, table } = await created();
    const altering = table.alter({ schema: struct({}), configuration: {}, keepsRows: true });
    await expect(altering).rejects.toMatchObject({ code: "invalid_schema" });
    await table.append([{ id: 1n, note: "abc" }]);
    expect(table.version).toBe(1);
    expect(await readAll(path)).toHaveLength(1);
  });
});
