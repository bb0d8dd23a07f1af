import type { Table } from "@zerobus-gen/runtime";
import fc from "fast-check";
import { expect, it } from "vitest";
import { planRow } from "../packages/local/src/ingest/plan-row.js";
import { readDescriptor } from "../packages/local/src/ingest/record-descriptor.js";
import { compileJsonDecoder } from "../packages/local/src/record/json-decoder.js";
import { compileRowDecoder, type RowDecoder } from "../packages/local/src/record/row-decoder.js";
import type { StructType } from "../packages/local/src/schema/struct-type.js";
import { BatchBuilder } from "../packages/runtime/src/batch/batch-builder.js";
import { readJsonRow } from "../packages/runtime/src/row/read-json-row.js";
import type { RecordFormat } from "../packages/runtime/src/row/record-format.js";
import { arbitraryRow, arbitraryTable } from "./support/arbitrary-table.js";
import { type AnyRow, loadTables } from "./support/emit-modules.js";
import { structType, withoutNullCollections } from "./support/struct-type.js";

/** The rows as a client sends them. */
function recordsOf(rows: readonly AnyRow[], { write }: Table<AnyRow>, format: RecordFormat): Uint8Array[] {
  const builder = new BatchBuilder(format);
  for (const row of rows) expect(builder.add(row, write, () => {})).toEqual([]);
  return [...(builder.take()?.records() ?? [])].map((bytes) => Uint8Array.from(bytes));
}

function protoDecoder(table: Table<AnyRow>, schema: StructType): RowDecoder {
  const { plan, problems } = planRow(readDescriptor(Buffer.from(table.descriptor, "base64")), schema);
  expect(problems).toEqual([]);
  return compileRowDecoder(plan);
}

it("JSON records are read by the local server as the same rows as protobuf records, and back as they were", async () => {
  const tableAndRows = arbitraryTable.chain((schema) =>
    fc.record({
      columns: fc.constant(schema.columns),
      name: fc.constant(schema.name),
      rows: fc.array(arbitraryRow(schema.columns), { minLength: 1, maxLength: 25 }),
    }),
  );
  const property = fc.asyncProperty(tableAndRows, async ({ name, columns, rows }) => {
    const [table] = [...(await loadTables([{ name, columns }])).values()];
    if (table === undefined) return expect.fail("one table is generated");
    const schema = structType({ name, columns });
    const json = recordsOf(rows, table, "json");
    const decodeJson = compileJsonDecoder(schema);
    const decodeProto = protoDecoder(table, schema);
    expect(json.map((bytes) => withoutNullCollections(decodeJson(bytes), schema))).toEqual(
      recordsOf(rows, table, "proto").map((bytes) => decodeProto(bytes)),
    );
    const readBack = json.map((bytes) => readJsonRow(bytes, table.write));
    expect(readBack).toEqual(rows);
    expect(recordsOf(readBack, table, "json")).toEqual(json);
  });
  await fc.assert(property, { numRuns: 60 });
}, 120_000);
