import { quoteName } from "./column-path.js";
import type { Report } from "./problem.js";
import type { TableFacts } from "./table-schema.js";

/** Kinds of tables that the service writes to. @see https://docs.databricks.com/aws/en/ingestion/zerobus-overview */
const writableKinds: ReadonlySet<string> = new Set(["MANAGED", "STREAMING_TABLE", "MANAGED_SHALLOW_CLONE"]);

/** Reports whether this is a table that can be written to at all; what the catalog does not say is no reason. */
export function checkFacts({ kind, format, hasCatalogCommits }: TableFacts, report: Report): void {
  if (kind === "EXTERNAL" || kind === "EXTERNAL_SHALLOW_CLONE") {
    report({
      code: "EXTERNAL_TABLE",
      message: "Zerobus does not write to external tables",
      hint: "good enough for development; in production use a managed table",
    });
  } else if (kind !== undefined && !writableKinds.has(kind)) {
    report({
      code: "TABLE_KIND",
      message: `Zerobus writes to managed tables and streaming tables; this is ${quoteName(kind)}`,
      hint: "name the table behind it, or create one: CREATE TABLE ... AS SELECT ... LIMIT 0",
    });
  }
  if (format !== undefined && format.toUpperCase() !== "DELTA") {
    report({
      code: "TABLE_FORMAT",
      message: `Zerobus writes to Delta tables; this one is ${quoteName(format)}`,
      hint: "create a Delta table with the same columns: CREATE TABLE ... USING DELTA",
    });
  }
  if (hasCatalogCommits) {
    report({
      code: "TABLE_KIND",
      message: "the catalog commits to this table itself (catalog-managed commits), and Zerobus cannot",
      hint: "turn the feature catalogManaged off, or create a table without it",
    });
  }
}
