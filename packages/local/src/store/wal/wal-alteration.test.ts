import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { DeltaTable } from "../../delta/delta-table.js";
import { readParquet } from "../../delta/read-parquet.js";
import { readTable } from "../../delta/read-table.js";
import type { Row } from "../../schema/row.js";
import type { StructType } from "../../schema/struct-type.js";
import { encoded } from "../../testing/encoded.js";
import { struct } from "../../testing/schemas.js";
import { temporaryDirectory } from "../../testing/temporary-directory.js";
import { deltaFormat } from "../delta-format.js";
import type { TableStore } from "../table-store.js";
import { walFormat } from "./wal-format.js";
import { WalStore } from "./wal-store.js";

const SCHEMA = struct({ "!id": "long", place: struct({ street: "string" }) });
const WIDER = struct({ "!id": "long", place: struct({ street: "string", town: "string" }), more: "string" });
const NARROWER = struct({ "!id": "long" });
const order = (id: number): Row => ({ id: BigInt(id), place: { street: `street ${id}` } });

let directory: string;
let lines: string[];

beforeEach(async () => {
  directory = join(await temporaryDirectory(), "table");
  lines = [];
});

const format = walFormat(deltaFormat, { materializeEveryMs: 60_000, log: (line) => void lines.push(line) });

async function create(): Promise<TableStore> {
  const store = await format.create(directory, SCHEMA);
  onTestFinished(() => store.close());
  return store;
}

async function reopen(): Promise<TableStore> {
  const store = await format.open(directory);
  onTestFinished(() => store.close());
  return store;
}

/** As another program alters the table, which knows nothing of a log. */
async function alterBehindItsBack(schema: StructType): Promise<void> {
  const table = await DeltaTable.open(directory);
  await table.alter({ schema, configuration: {}, keepsRows: schema !== NARROWER });
}

const append = (store: TableStore, ...rows: Row[]): Promise<unknown> =>
  store.append([encoded(store.schema)(...rows)]);

async function rowsIn(): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const row of readTable(directory)) rows.push(row);
  return rows;
}

describe(WalStore, () => {
  it("brings rows into the table under the schema that they were acked for, and alters it then", async () => {
    const store = await create();
    await append(store, order(1));
    await store.alter({ schema: WIDER, info: {}, keepsRows: true });
    await append(store, { id: 2n, place: { street: "s", town: "t" }, more: "m" });
    expect(await rowsIn()).toEqual([{ id: 1n, place: { street: "street 1", town: null }, more: null }]);
    await store.materialize();
    expect(await rowsIn()).toHaveLength(2);
  });

  it("lets rows go with the table that they were acked for", async () => {
    const store = await create();
    await append(store, order(1));
    await store.alter({ schema: NARROWER, info: {}, keepsRows: false });
    await append(store, { id: 2n });
    await store.materialize();
    expect(await rowsIn()).toEqual([{ id: 2n }]);
  });

  it("brings rows into a table that took on columns behind its back, once it is opened again", async () => {
    const store = await create();
    await append(store, order(1));
    await alterBehindItsBack(WIDER);
    await expect(store.materialize()).rejects.toMatchObject({ code: "table_changed" });
    await expect(append(store, order(2))).rejects.toMatchObject({ code: "table_changed" });
    expect(lines).toEqual([expect.stringMatching(/^acked rows wait in .* open it again$/)]);
    const later = await reopen();
    await append(later, { id: 3n, place: null, more: null });
    await later.materialize();
    expect(await rowsIn()).toEqual([
      { id: 1n, place: { street: "street 1", town: null }, more: null },
      { id: 3n, place: null, more: null },
    ]);
  });

  it("sets rows aside that do not fit the table any more, once, and says where", async () => {
    const store = await create();
    await append(store, order(1), order(2));
    await append(store, order(3));
    await alterBehindItsBack(NARROWER);
    const later = await reopen();
    const folder = join(directory, "_zerobus", "table_rejected_parquets");
    const [file = "", ...others] = await readdir(folder);
    expect(others).toEqual([]);
    expect(lines).toEqual([
      `3 acked rows do not fit ${directory}, which somebody else has altered, and are kept in ${join(folder, file)}: ` +
        "column place is gone",
    ]);
    const rejected: Row[] = [];
    for await (const rows of readParquet(join(folder, file), SCHEMA)) rejected.push(...rows);
    expect(rejected).toEqual([order(1), order(2), order(3)]);
    await append(later, { id: 4n });
    await later.materialize();
    await reopen();
    expect(await rowsIn()).toEqual([{ id: 4n }]);
    expect(lines).toHaveLength(1);
    expect(await readdir(folder)).toEqual([file]);
  });
});
