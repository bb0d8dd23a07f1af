import { type LocalZerobus, type Row, startLocal } from "@zerobus-gen/local";
import { connect } from "@zerobus-gen/runtime";
import { tableInfoJson } from "@zerobus-gen/schema";
import fc from "fast-check";
import { beforeEach, expect, it, onTestFinished, vi } from "vitest";
import type { TableSchema } from "zerobus-gen";
import { arbitraryRow, arbitraryTable } from "./support/arbitrary-table.js";
import { type AnyRow, loadTables } from "./support/emit-modules.js";
import { storedRows } from "./support/local-orders.js";
import { structType, withoutNullCollections } from "./support/struct-type.js";
import { temporaryFolder } from "./support/temporary-folder.js";

let dir: string;
let local: LocalZerobus;

beforeEach(async () => {
  dir = temporaryFolder();
  local = await startLocal({ dir });
  onTestFinished(() => local.close());
  vi.stubEnv("ZEROBUS_EMULATOR_HOST", new URL(local.endpoint).host);
  onTestFinished(() => void vi.unstubAllEnvs());
});

/** What lies in a table of its own after the rows were sent as this record type, NULL collections as empty ones. */
async function stored(
  schema: TableSchema,
  recordType: "proto" | "json",
  rows: readonly AnyRow[],
): Promise<readonly Row[]> {
  const { catalog, schema: schemaName, table } = schema.name;
  const name = { catalog, schema: schemaName, table: `${table}_${recordType}` };
  const tables = Object.fromEntries(await loadTables([{ ...schema, name }]));
  const { directory } = await local.createTable(tableInfoJson({ ...schema, name }));
  const zerobus = connect({ tables, stream: { recordType } });
  for (const stream of Object.values(zerobus.tables)) {
    await stream.ingestAll(rows);
    expect(await stream.close()).toMatchObject({ acked: rows.length, unacked: [] });
  }
  await zerobus.close();
  const struct = structType(schema);
  return (await storedRows(directory)).map((row) => withoutNullCollections(row, struct));
}

it("any table holds the same rows, whether they were sent as JSON or as protobuf", async () => {
  let round = 0;
  const tableAndRows = arbitraryTable.chain((schema) =>
    fc.record({
      schema: fc.constant(schema),
      rows: fc.array(arbitraryRow(schema.columns), { minLength: 1, maxLength: 20 }),
    }),
  );
  await fc.assert(
    fc.asyncProperty(tableAndRows, async ({ schema, rows }) => {
      const own = { ...schema, name: { ...schema.name, table: `t${round++}` } };
      expect(await stored(own, "json", rows)).toEqual(await stored(own, "proto", rows));
    }),
    { numRuns: 12 },
  );
}, 60_000);
