import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readTable } from "../../delta/read-table.js";
import { planRow } from "../../ingest/plan-row.js";
import { readDescriptor } from "../../ingest/record-descriptor.js";
import type { Row } from "../../schema/row.js";
import { recordsOf } from "../../testing/arbitrary-records.js";
import { serialized } from "../../testing/descriptors.js";
import { encoded } from "../../testing/encoded.js";
import { descriptorOf, protoRecord } from "../../testing/records.js";
import { temporaryDirectory } from "../../testing/temporary-directory.js";
import { deltaFormat } from "../delta-format.js";
import { walFormat, withoutWal } from "./wal-format.js";

test("rows of any schema come through the log of a process that was killed, as they were", async () => {
  const root = await temporaryDirectory();
  let tables = 0;
  await fc.assert(
    fc.asyncProperty(recordsOf(3), async ({ schema, rows }) => {
      const { plan, problems } = planRow(readDescriptor(serialized(descriptorOf(schema))), schema);
      expect(problems).toEqual([]);
      tables += 1;
      const path = join(root, String(tables));
      const store = await walFormat(deltaFormat, { materializeEveryMs: 600_000, log: () => {} }).create(
        path,
        schema,
      );
      const records = rows.map((row) => protoRecord(row, schema));
      await store.append([{ plan: { recordType: "PROTO", row: plan }, records }, encoded(schema)(...rows)]);
      // The store is left as a killed process leaves it.
      await (await withoutWal(deltaFormat, () => {}).open(path)).close();
      const read: Row[] = [];
      for await (const row of readTable(path)) read.push(row);
      expect(read).toEqual([...rows, ...rows]);
    }),
    { numRuns: 25 },
  );
});
