import { quoteName } from "./column-path.js";
import type { Finding, Report } from "./problem.js";
import type { TableName } from "./table-schema.js";

/** Longest name that Unity Catalog gives an object. */
const maxNameLength = 255;

/** Reads `catalog.schema.table`. */
export function parseTableName(
  fullName: string,
): { readonly name: TableName } | { readonly problem: Finding } {
  const [catalog, schema, table, ...rest] = fullName.split(".", 4);
  if (!catalog || !schema || !table || rest.length > 0) {
    return {
      problem: {
        code: "TABLE_NAME",
        message: `${quoteName(fullName)} is not a full table name`,
        hint: "write catalog.schema.table, three names without dots in them",
      },
    };
  }
  return { name: { catalog, schema, table } };
}

/** `catalog.schema.table`, as the service takes it. */
export function formatTableName(name: TableName): string {
  return `${name.catalog}.${name.schema}.${name.table}`;
}

/** The full name as problems show it: each part quoted where it is not plain. */
export function tableLabel(name: TableName): string {
  return [name.catalog, name.schema, name.table].map(quoteName).join(".");
}

/** Reports each part that the service would not take. */
export function checkTableName(name: TableName, report: Report): void {
  for (const part of ["catalog", "schema"] as const) {
    if (!/^[\w-]+$/.test(name[part]) || name[part].length > maxNameLength) {
      report({
        code: "TABLE_NAME",
        message: `the ${part} name ${quoteName(name[part])} is not one the service takes`,
        hint: `only 1 to ${maxNameLength} ASCII letters, digits, underscores and hyphens can be addressed`,
      });
    }
  }
  if (!isIdentifier(name.table)) {
    report({
      code: "TABLE_NAME",
      message: `the table name ${quoteName(name.table)} is not one the service takes`,
      hint: `${identifierRule}; make a table with such a name to ingest into`,
    });
  }
}

/** Whether the service takes the name for a table, a column or a field. */
export function isIdentifier(name: string): boolean {
  return /^[A-Za-z_]\w*$/.test(name) && name.length <= maxNameLength;
}

/** What {@link isIdentifier} demands, in words. */
export const identifierRule: string = `names are ASCII letters, digits and underscores, do not begin with a digit, and have at most ${maxNameLength} characters`;
