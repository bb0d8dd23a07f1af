import { columnPath } from "../table/column-path.js";
import { formatTableName } from "../table/table-name.js";
import type { Field, TableSchema } from "../table/table-schema.js";
import type { TableSettings } from "../table/table-settings.js";
import { writableTable } from "../table/writable-table.js";
import { boundedTable } from "./bounded-type.js";
import type { Change } from "./change.js";
import { compareFacts, isSameTable } from "./compare-facts.js";
import { compareFields } from "./compare-fields.js";
import { compareTypes } from "./compare-types.js";
import { type FoundChange, foundChange } from "./found-change.js";
import { fieldSql } from "./short-sql.js";

/**
 * What changed between the table that a producer was generated from and the table as it is, told by what it does
 * to that producer. Both as a source reads them: they may hold what cannot be written. Never throws.
 *
 * Columns are matched by name, as the service does. What the settings leave out of the producer cannot hurt it.
 * A change inside a column has the rule of the same change to a column, at its path: `items[].sku`.
 * In the order of the table, the table as a whole first; equal input gives equal output.
 */
export function compareTables(
  before: TableSchema,
  after: TableSchema,
  settings: TableSettings = {},
): readonly Change[] {
  const table = formatTableName(before.name);
  const changes: Change[] = [];
  const report = (change: FoundChange): void => {
    const { rule, class: severity, ...rest } = change;
    changes.push({ rule, class: severity, table, ...rest });
  };
  const [old, now] = [boundedTable(before), boundedTable(after)];
  compareFacts(withoutLeftOut(before, settings), withoutLeftOut(after, settings), report);
  compareRescue(old, now, settings.rescueColumn, report);
  const isData = (field: Field): boolean => field.name !== settings.rescueColumn;
  compareFields(
    {
      path: "",
      before: old.columns.filter(isData),
      after: now.columns.filter(isData),
      written: writableTable(old, { ...settings, unsupported: "skip" }, () => {}).columns,
    },
    {
      report,
      trustIds: isSameTable(before, after),
      skipsUnsupported: settings.unsupported === "skip",
      hasRescue: now.columns.some((field) => !isData(field)),
    },
    compareTypes,
  );
  return changes;
}

function withoutLeftOut(table: TableSchema, { omit = [], rescueColumn }: TableSettings): TableSchema {
  const leftOut = new Set([...omit, rescueColumn]);
  return { ...table, columns: table.columns.filter((field) => !leftOut.has(field.name)) };
}

/** The catalog does not show which column is tagged; the settings name it. */
function compareRescue(
  before: TableSchema,
  after: TableSchema,
  name: string | undefined,
  report: (change: FoundChange) => void,
): void {
  if (name === undefined) return;
  const old = before.columns.find((field) => field.name === name);
  const now = after.columns.find((field) => field.name === name);
  const path = columnPath("", name);
  const sql = { ...(old && { before: fieldSql(old) }), ...(now && { after: fieldSql(now) }) };
  if (!old && now) {
    const message =
      "the rescue column is there now; JSON rows with unknown keys are taken, no longer refused";
    report(foundChange("rescue-changed", message, { path, ...sql }));
  } else if (old && !now) {
    const message = "the rescue column is gone; JSON rows with unknown keys are refused";
    report(foundChange("rescue-changed", message, { path, ...sql }));
  } else if (old?.type.kind === "variant" && now && now.type.kind !== "variant") {
    const message =
      "the rescue column is no VARIANT any more, and so rescues nothing; JSON rows with unknown keys are refused";
    report(foundChange("rescue-changed", message, { path, ...sql }));
  } else if (old?.nullable && now && !now.nullable) {
    const message = "the rescue column became NOT NULL, and only a nullable one rescues; rows may be refused";
    report(foundChange("rescue-changed", message, { path, ...sql }));
  }
}
