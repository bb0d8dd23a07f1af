import { compareReads, driftReport, readTableInfo, type SchemaRead } from "@zerobus-gen/schema";
import type { Bench } from "./bench.js";
import { tableInfo } from "./table-infos.js";
import { textTable } from "./text-table.js";
import { timed } from "./timing.js";

const COLUMNS = 2000;

/** Comparing the widest table that there may be. */
export const drift: Bench = {
  name: "drift",
  does: `compare and report a table of ${COLUMNS} columns, in this process`,
  run: async (print) => {
    const before = readTableInfo(tableInfo(0, COLUMNS), "");
    const same = readTableInfo(tableInfo(0, COLUMNS), "");
    const renamed = withNames(same, (name) => name.replace("_column_", "_renamed_"));
    const reversed = {
      ...same,
      tables: same.tables.map((table) => ({ ...table, columns: table.columns.toReversed() })),
    };
    const cases: readonly (readonly [string, SchemaRead])[] = [
      ["nothing changed", same],
      ["every column moved", reversed],
      ["every column renamed", renamed],
    ];
    const rows = cases.map(([name, after]) => {
      const { firstMs, laterMs } = timed(7, () => compare(before, after));
      return [name, firstMs.toFixed(1), laterMs.toFixed(1)];
    });
    print(textTable([["", "first, ms", "later"], ...rows]));
  },
};

function compare(before: SchemaRead, after: SchemaRead): void {
  const comparison = compareReads(before, after, {
    settingsOf: () => ({}),
    pairing: "names",
    missing: "failure",
  });
  driftReport(comparison, { policy: {}, today: "2026-01-01", before: "before", after: "after" });
}

function withNames({ tables, problems }: SchemaRead, renamed: (name: string) => string): SchemaRead {
  const columnsOf = ({ columns }: SchemaRead["tables"][number]) =>
    columns.map((column) => ({ ...column, name: renamed(column.name) }));
  return { tables: tables.map((table) => ({ ...table, columns: columnsOf(table) })), problems };
}
