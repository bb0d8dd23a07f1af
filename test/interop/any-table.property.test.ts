import type { DataType } from "@zerobus-gen/local";
import fc, { type Arbitrary } from "fast-check";
import { expect, it } from "vitest";
import { dataType, type GeneratedTable, tableOf } from "../../packages/local/src/testing/arbitrary-table.js";
import { rowAsRead as asChdbReads } from "./clickhouse/as-read.js";
import { query as askChdb, deltaTable } from "./clickhouse/chdb.js";
import { isReadable } from "./clickhouse/readable-type.js";
import { rowAsRead as asDuckDbReads } from "./duckdb/as-read.js";
import { query as askDuckDb, liveFiles } from "./duckdb/duckdb.js";
import { writeTable } from "./tables/write-table.js";

/** Tables with a column that says where each row is. */
function tablesOf(type: Arbitrary<DataType>): Arbitrary<GeneratedTable> {
  return tableOf(type).map(({ schema, batches }) => {
    let rows = 0n;
    const field = { name: "row", type: "long", nullable: false, metadata: {} } as const;
    return {
      schema: { ...schema, fields: [field, ...schema.fields] },
      batches: batches.map((batch) =>
        batch.map((row) => {
          rows += 1n;
          return { row: rows, ...row };
        }),
      ),
    };
  });
}

it("any rows of any schema are read by chDB as they were written", async () => {
  await fc.assert(
    fc.asyncProperty(tablesOf(dataType(3).filter(isReadable)), async ({ schema, batches }) => {
      const path = await writeTable(schema, batches);
      const { rows } = await askChdb(`select * from ${deltaTable(path)} order by row`);
      expect(rows).toEqual(batches.flat().map((row) => asChdbReads(schema, row)));
    }),
    { numRuns: 100 },
  );
});

it("any rows of any schema are read by DuckDB as they were written", async () => {
  // Its own Node package loses what is called __proto__.
  const readable = dataType(3).filter((type) => !JSON.stringify(type).includes("__proto__"));
  await fc.assert(
    fc.asyncProperty(tablesOf(readable), async ({ schema, batches }) => {
      const path = await writeTable(schema, batches);
      const rows = await askDuckDb(`select * from ${await liveFiles(path)} order by "row"`);
      expect(rows).toEqual(batches.flat().map(asDuckDbReads));
    }),
    { numRuns: 100 },
  );
});
