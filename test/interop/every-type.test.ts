import { describe, expect, it } from "vitest";
import { storedRows } from "../support/local-orders.js";
import { rowAsRead as asChdbReads } from "./clickhouse/as-read.js";
import { query as askChdb, deltaTable } from "./clickhouse/chdb.js";
import { rowAsRead as asDuckDbReads } from "./duckdb/as-read.js";
import { columnType } from "./duckdb/column-type.js";
import { query as askDuckDb, liveFiles } from "./duckdb/duckdb.js";
import { tableOfDepths } from "./tables/depths.js";
import { SAMPLES } from "./tables/samples.js";
import { writeTable } from "./tables/write-table.js";

describe.each(SAMPLES)("%s at any depth, null, least, greatest and usual", (type, values) => {
  const { schema, rows } = tableOfDepths(type, values);

  it("is read by chDB as it was written", async () => {
    const path = await writeTable(schema, [rows.slice(0, 2), rows.slice(2)]);
    const read = await askChdb(`select * from ${deltaTable(path)} order by row`);
    expect(read.columns).toEqual(schema.fields.map(({ name }) => name));
    expect(read.rows).toEqual(rows.map((row) => asChdbReads(schema, row)));
  });

  it("is read by DuckDB as it was written", async () => {
    const path = await writeTable(schema, [rows.slice(0, 2), rows.slice(2)]);
    const files = await liveFiles(path);
    expect(await askDuckDb(`select column_name, column_type from (describe select * from ${files})`)).toEqual(
      schema.fields.map(({ name, type }) => ({ column_name: name, column_type: columnType(type) })),
    );
    expect(await askDuckDb(`select * from ${files}`)).toEqual(rows.map(asDuckDbReads));
  });

  it("is read by the local server as it was written", async () => {
    const path = await writeTable(schema, [rows.slice(0, 2), rows.slice(2)]);
    expect(await storedRows(path)).toEqual(rows);
  });
});
