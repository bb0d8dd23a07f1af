import { fieldNumberAt, MAX_FIELD_NUMBER } from "../table/field-number.js";
import { type Problem, problemOf, type Report } from "../table/problem.js";
import { concludeRead, type SchemaRead } from "../table/schema-read.js";
import { parseTableName, tableLabel } from "../table/table-name.js";
import type { Field, TableName } from "../table/table-schema.js";
import { type CatalogColumn, readCatalogColumn } from "./catalog-column.js";
import { isTooManyColumns } from "./column-count.js";
import { describeJson, isJsonObject, type JsonObject } from "./json-value.js";
import { readTableFacts } from "./table-facts.js";

/**
 * Reads a table as Unity Catalog describes it (`TableInfo`, parsed JSON). Anything may come in.
 *
 * @param label names the table in problems while its own name is not known
 * @see https://docs.databricks.com/api/workspace/tables/get
 */
export function readTableInfo(info: unknown, label: string): SchemaRead {
  if (!isJsonObject(info)) {
    const message = `a table should stand here, but it is ${describeJson(info)}`;
    return { tables: [], problems: [problemOf(label, { code: "MALFORMED", message, hint: tableInfoHint })] };
  }
  const name = readName(info);
  const problems: Problem[] = [];
  const report: Report = (finding) => problems.push(problemOf(name ? tableLabel(name) : label, finding));
  checkBrowsable(info, report);
  const columns = readColumns(info.columns, report);
  if (!name) {
    report({
      code: "TABLE_NAME",
      message: "the table has no name: neither full_name nor catalog_name, schema_name and name say one",
      hint: tableInfoHint,
    });
  }
  if (!name || !columns) return { tables: [], problems };
  const comment = typeof info.comment === "string" && info.comment !== "" ? info.comment : undefined;
  const table = { name, ...(comment !== undefined && { comment }), columns, facts: readTableFacts(info) };
  return concludeRead(table, problems);
}

const tableInfoHint = "take the answer as the catalog gives it: databricks tables get NAME -o json";

function readName(info: JsonObject): TableName | undefined {
  const { catalog_name: catalog, schema_name: schema, name: table, full_name: fullName } = info;
  if (typeof catalog === "string" && typeof schema === "string" && typeof table === "string") {
    return { catalog, schema, table };
  }
  const parsed = typeof fullName === "string" ? parseTableName(fullName) : undefined;
  return parsed && "name" in parsed ? parsed.name : undefined;
}

function checkBrowsable(info: JsonObject, report: Report): void {
  if (info.browse_only !== true) return;
  report({
    code: "BROWSE_ONLY",
    message:
      "the catalog shows this principal only that the table exists (browse_only), maybe without columns",
    hint: "grant it SELECT on the table, USE SCHEMA and USE CATALOG",
  });
}

function readColumns(entries: unknown, report: Report): readonly Field[] | undefined {
  if (!Array.isArray(entries)) {
    report({
      code: "MALFORMED",
      message: `columns should be a list, but it is ${describeJson(entries)}`,
      hint: "lists of tables can leave columns out (omit_columns); ask for the table by its name",
    });
    return undefined;
  }
  if (isTooManyColumns(entries.length, report)) return undefined;
  const columns = entries.flatMap((entry: unknown, index) => readCatalogColumn(entry, index, report) ?? []);
  return numbered(columns, report);
}

/**
 * Numbers the columns by their positions, as the official SDKs do, gaps included. Positions that are
 * missing or taken twice are no numbers: then the order of the list counts.
 */
function numbered(columns: readonly CatalogColumn[], report: Report): readonly Field[] {
  const positions = columns.flatMap((column) => column.position ?? []);
  const isUsable =
    new Set(positions).size === columns.length &&
    positions.every((p) => fieldNumberAt(p) <= MAX_FIELD_NUMBER);
  if (!isUsable) {
    report({
      code: "POSITIONS_UNUSABLE",
      message:
        "some columns have no position, or two have the same; field numbers follow the order of the list",
      hint: "bytes kept by another tool may be numbered differently; nothing else depends on it",
    });
  }
  const ordered = isUsable ? columns.toSorted((a, b) => (a.position ?? 0) - (b.position ?? 0)) : columns;
  return ordered.map(({ position, ...column }, index) => ({
    ...column,
    number: fieldNumberAt(isUsable && position !== undefined ? position : index),
  }));
}
