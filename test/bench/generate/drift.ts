import { compareReads, driftReport, readTableInfo, type SchemaRead } from "@zerobus-gen/schema";
import type { BenchOptions } from "../bench.js";
import { type Stage, stageCosts } from "./stage-costs.js";
import { tableInfo } from "./table-infos.js";

const COLUMNS = 2000;

/** Comparing the widest table that there may be with itself, changed. */
export function comparingCosts(print: (text: string) => void, options: BenchOptions): void {
  const before = readTableInfo(tableInfo(0, COLUMNS), "");
  const same = readTableInfo(tableInfo(0, COLUMNS), "");
  const renamed = withNames(same, (name) => name.replace("_column_", "_renamed_"));
  const reversed = {
    ...same,
    tables: same.tables.map((table) => ({ ...table, columns: table.columns.toReversed() })),
  };
  const stage = (name: string, after: SchemaRead): Stage => {
    return { name: `compare ${COLUMNS} columns, ${name}`, tables: 1, work: () => compare(before, after) };
  };
  const stages = [
    stage("nothing changed", same),
    stage("every column moved", reversed),
    stage("every column renamed", renamed),
  ];
  stageCosts(stages, print, options);
}

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
