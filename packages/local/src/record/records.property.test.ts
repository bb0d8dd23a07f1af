import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { DeltaTable } from "../delta/delta-table.js";
import { readTable } from "../delta/read-table.js";
import { planRow } from "../ingest/plan-row.js";
import { readDescriptor } from "../ingest/record-descriptor.js";
import type { Row } from "../schema/row.js";
import { recordsOf } from "../testing/arbitrary-records.js";
import { serialized } from "../testing/descriptors.js";
import { descriptorOf, jsonRecord, protoRecord } from "../testing/records.js";
import { temporaryDirectory } from "../testing/temporary-directory.js";
import { compileJsonDecoder } from "./json-decoder.js";
import { compileRowDecoder } from "./row-decoder.js";

test("rows of any schema come through the wire, and out of the table again, as they were", async () => {
  const root = await temporaryDirectory();
  let tables = 0;
  await fc.assert(
    fc.asyncProperty(recordsOf(3), async ({ schema, rows }) => {
      const { plan, problems } = planRow(readDescriptor(serialized(descriptorOf(schema))), schema);
      expect(problems).toEqual([]);
      const decodeProto = compileRowDecoder(plan);
      const decodeJson = compileJsonDecoder(schema);
      tables += 1;
      const path = join(root, String(tables));
      const table = await DeltaTable.create(path, schema);
      await table.append(rows.map((row) => decodeProto(protoRecord(row, schema))));
      await table.append(rows.map((row) => decodeJson(Buffer.from(jsonRecord(row, schema)))));
      const read: Row[] = [];
      for await (const row of readTable(path)) read.push(row);
      expect(read).toEqual([...rows, ...rows]);
    }),
    { numRuns: 50 },
  );
});
