import { basename, dirname, extname, resolve } from "node:path";
import { type Finding, parseTableName, quoteName, type TableName } from "@zerobus-gen/schema";

/** Where tables are that have only the last part of a name. */
export type Namespace = Pick<TableName, "catalog" | "schema">;

/** The name of a table, or why it has none. */
export type NamedTable = { readonly name: TableName } | { readonly problem: Finding };

/**
 * The name of a table whose schema does not say it, by its file or folder: `main.shop.orders.json`, or `orders.json`
 * in a namespace. A file of a Delta log belongs to the folder that the log is in.
 */
export function fileTableName(path: string, namespace: Namespace | undefined): NamedTable {
  const folder = dirname(resolve(path));
  const isInLog = basename(folder) === "_delta_log";
  const full = isInLog ? dirname(folder) : resolve(path);
  const extension = isInLog ? "" : extname(full);
  const stem = basename(full, /^\.json$/i.test(extension) ? extension : "");
  const parsed = parseTableName(stem);
  if ("name" in parsed) return parsed;
  if (namespace && stem !== "" && !stem.includes(".")) return { name: { ...namespace, table: stem } };
  return {
    problem: {
      code: "TABLE_UNNAMED",
      message: `the schema does not say which table it is of, and ${quoteName(stem)} is no full table name`,
      hint: `name it catalog.schema.table${extension}, or give --namespace catalog.schema for a name without dots`,
    },
  };
}
