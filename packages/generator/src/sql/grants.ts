import type { TableName } from "@zerobus-gen/schema";
import { identifier, tableIdentifier } from "./identifier.js";
import type { Statement } from "./statement.js";

/** What somebody may need on a catalog, a schema in it, and a table in that. */
export type Privilege = "USE CATALOG" | "USE SCHEMA" | "SELECT" | "MODIFY";

/** All that a producer needs. */
export const producerPrivileges: readonly Privilege[] = ["USE CATALOG", "USE SCHEMA", "SELECT", "MODIFY"];

/** A statement that there is. */
export interface Grant extends Statement {
  readonly sql: string;
}

/**
 * The grants that a producer needs to write to a table, or those of them that are wanted.
 *
 * @param principal application id of a service principal, or name of a user or group
 * @see https://docs.databricks.com/aws/en/ingestion/zerobus-overview
 */
export function grants(
  name: TableName,
  principal: string,
  wanted: readonly Privilege[] = producerPrivileges,
): readonly Grant[] {
  const catalog = identifier(name.catalog);
  const onTable = (["SELECT", "MODIFY"] as const).filter((privilege) => wanted.includes(privilege));
  const to = `TO ${backTicked(principal)}`;
  const found: Grant[] = [];
  if (wanted.includes("USE CATALOG")) {
    found.push({ sql: `GRANT USE CATALOG ON CATALOG ${catalog} ${to}`, notes: [] });
  }
  if (wanted.includes("USE SCHEMA")) {
    found.push({ sql: `GRANT USE SCHEMA ON SCHEMA ${catalog}.${identifier(name.schema)} ${to}`, notes: [] });
  }
  if (onTable.length > 0) {
    found.push({
      sql: `GRANT ${onTable.join(", ")} ON TABLE ${tableIdentifier(name)} ${to}`,
      notes: ["ALL PRIVILEGES is not enough: Zerobus looks for these by name, on the table itself"],
    });
  }
  return found;
}

/** Application ids begin with digits and have hyphens; the names of groups look better alike. */
function backTicked(principal: string): string {
  const written = identifier(principal);
  return written.startsWith("`") ? written : `\`${written}\``;
}
