import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { status } from "@grpc/grpc-js";
import { RecordType } from "@zerobus-gen/runtime/protocol";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type LocalZerobus, type Row, readTable, startLocal } from "./index.js";
import { fromCatalog, type TableDefinition } from "./schema/from-catalog.js";
import type { DataType, StructType } from "./schema/struct-type.js";
import { rowOf } from "./testing/arbitrary-records.js";
import { serialized } from "./testing/descriptors.js";
import { client, started } from "./testing/orders-server.js";
import { fetchToken, type RawStream } from "./testing/raw-client.js";
import { descriptorOf, jsonRecord, protoRecord } from "./testing/records.js";
import { createStream, ingestBatch, ingestJsonBatch } from "./testing/requests.js";

const FOLDER = fileURLToPath(new URL("../../../test/tables/", import.meta.url));
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith(".json"));

const INFOS = new Map<string, { readonly columns: object[] }>(
  FILES.map((file) => [file, JSON.parse(readFileSync(join(FOLDER, file), "utf8"))]),
);

/** The definition of the table of a file, and what it was made of. */
function tableOf(file: string) {
  const info = INFOS.get(file) ?? expect.fail("there is no such file");
  return { info, table: fromCatalog(info) };
}

describe("the tables of the field", () => {
  const dir = mkdtempSync(join(tmpdir(), "zerobus-tables-"));
  const before = new Map<string, unknown>();
  let local: LocalZerobus;

  beforeAll(async () => {
    const tables = [...INFOS.values()];
    const first = await startLocal({ dir, tables });
    for (const file of FILES) before.set(file, await describedBy(first, tableOf(file).table));
    await first.close();
    local = await startLocal({ dir, tables });
  });
  afterAll(async () => {
    await local.close();
    rmSync(dir, { recursive: true });
  });

  it.each(FILES)("%s is described by the catalog word for word, before a restart and after", async (file) => {
    const { info, table } = tableOf(file);
    const described = await describedBy(local, table);
    const { columns, ...rest } = info;
    expect(described).toMatchObject({ ...rest, storage_location: expect.stringMatching(/^file:/) });
    expect(described.columns).toEqual(columns);
    expect(before.get(file)).toEqual({ ...described, storage_location: expect.anything() });
  });

  it.each(FILES)("%s takes PROTO and JSON records, and has the rows on disk", async (file) => {
    const { table } = tableOf(file);
    const schema = sendable(table.schema);
    const rows = fc.sample(rowOf(schema), { numRuns: 20, seed: 7 });
    const proto = await opening(local, table, { descriptorProto: serialized(descriptorOf(schema)) });
    proto.call.write(
      ingestBatch(
        0,
        rows.map((row) => protoRecord(row, schema)),
      ),
    );
    await proto.acked(0n);
    const json = await opening(local, table, { recordType: RecordType.JSON });
    json.call.write(
      ingestJsonBatch(
        0,
        rows.map((row) => jsonRecord(row, schema)),
      ),
    );
    await json.acked(0n);
    const read: Row[] = [];
    const stored = local.tables().find(({ fullName }) => fullName === fullNameOf(table));
    for await (const row of readTable(stored?.directory ?? "")) read.push(row);
    const nulls = Object.fromEntries(table.schema.fields.map(({ name }) => [name, null]));
    const whole = rows.map((row) => ({ ...nulls, ...row }));
    expect(read).toEqual([...whole, ...whole]);
  });
});

describe("a column that no row can have a value of", () => {
  const tableWith = (nullable: boolean): object => ({
    full_name: "a.b.c",
    columns: [
      { name: "id", type_json: '"long"' },
      { name: "i", type_json: '"interval day to second"', nullable },
      { name: "s", type_json: STRUCT },
    ],
  });
  const field = (name: string, type: string, nullable: boolean): object => ({
    name,
    type,
    nullable,
    metadata: {},
  });
  const STRUCT = JSON.stringify({
    type: "struct",
    fields: [field("x", "long", true), field("y", "geometry(4326)", false)],
  });
  const only = (...names: string[]): Uint8Array =>
    serialized(
      descriptorOf({
        type: "struct",
        fields: names.map((name) => ({
          name,
          type:
            name === "s"
              ? { type: "struct", fields: [{ name: "x", type: "long", nullable: true, metadata: {} }] }
              : "long",
          nullable: true,
          metadata: {},
        })),
      }),
    );

  it.each<[string, boolean, Uint8Array, string]>([
    ["that is NOT NULL", false, only("id"), "MISSING_REQUIRED_COLUMN"],
    ["that it sends", true, only("id", "i"), "TYPE_INCOMPATIBLE"],
    ["that is NOT NULL in a struct that it sends", true, only("id", "s"), "MISSING_REQUIRED_COLUMN"],
  ])("keeps a PROTO stream out %s", async (_, nullable, descriptorProto, cause) => {
    const local = await started({ tables: [tableWith(nullable)] });
    const stream = await opening(local, fromCatalog(tableWith(nullable)), { descriptorProto });
    const { code, details, metadata } = await stream.ended;
    expect([code, details]).toEqual([status.INVALID_ARGUMENT, expect.stringContaining("Error Code: 8001")]);
    expect(String(metadata.get("grpc-status-details-bin")[0])).toContain(cause);
  });

  it("keeps JSON streams out when it is NOT NULL, and else the records that have it", async () => {
    const required = await started({ tables: [tableWith(false)] });
    const refused = await opening(required, fromCatalog(tableWith(false)), { recordType: RecordType.JSON });
    expect(await refused.ended).toMatchObject({ code: status.INVALID_ARGUMENT });
    const local = await started({ tables: [tableWith(true)] });
    for (const [record, why] of [
      ['{"i":"1"}', 'column i: type "INTERVAL DAY TO SECOND" cannot be ingested'],
      ['{"s":{"x":1}}', "column s.y: NOT NULL"],
    ] as const) {
      const stream = await opening(local, fromCatalog(tableWith(true)), { recordType: RecordType.JSON });
      stream.call.write(ingestJsonBatch(0, ['{"id":1}']));
      await stream.acked(0n);
      stream.call.write(ingestJsonBatch(1, [record]));
      expect((await stream.ended).details).toContain(why);
    }
  });
});

async function opening(
  local: LocalZerobus,
  table: TableDefinition,
  change: Parameters<typeof createStream>[0],
): Promise<RawStream> {
  const tableName = fullNameOf(table);
  const stream = (await client(local)).open(await fetchToken(local.catalog, tableName));
  stream.call.write(createStream({ tableName, ...change }));
  return stream;
}

function fullNameOf({ name }: TableDefinition): string {
  return `${name.catalog}.${name.schema}.${name.table}`;
}

async function describedBy(
  local: LocalZerobus,
  table: TableDefinition,
): Promise<{ readonly columns: readonly object[] }> {
  const response = await fetch(`${local.catalog}/api/2.1/unity-catalog/tables/${fullNameOf(table)}`, {
    headers: { authorization: "Bearer pat" },
  });
  return (await response.json()) as { columns: object[] };
}

/** What protobuf has no way to carry is left out: it is nullable in these tables. */
function sendable({ fields }: StructType): StructType {
  const isSingle = (type: DataType): boolean => typeof type === "string" || type.type === "struct";
  const kept = fields.filter(({ type }) => {
    if (typeof type === "string" || type.type === "struct") return true;
    if (type.type === "array") return isSingle(type.elementType);
    return type.keyType !== "double" && isSingle(type.valueType);
  });
  return { type: "struct", fields: kept };
}
