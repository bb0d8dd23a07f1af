import type { JsonObject } from "../schema/json-object.js";
import { formatTableName, parseTableName } from "../schema/table-name.js";

/** What `authorization_details` come to. */
export interface Details {
  /** The one table that is to be written, `catalog.schema.table`; undefined when there is none. */
  readonly table: string | undefined;
  /** What writing it takes and was not asked for, each as `SELECT on main.shop.orders`. */
  readonly lacks: readonly string[];
  /** What was left out and does no harm here; undefined when nothing was. */
  readonly remark: string | undefined;
}

/** One object that a token is asked for, and what may be done with it. */
interface Detail {
  readonly type: string;
  readonly path: string;
  readonly privileges: readonly string[];
  /** Undefined when it says nothing about them. */
  readonly operations: readonly string[] | undefined;
}

/** What the newest clients name besides the privileges. */
const OPERATION = "zerobuswrite";

const TYPE = "unity_catalog_privileges";

/**
 * Reads what a token is asked for: privileges on a catalog, a schema and a table, an object each. Of a table that is
 * not to be modified there is nothing to tell.
 */
export function parseDetails(objects: readonly JsonObject[]): Details | { readonly problem: string } {
  const details: Detail[] = [];
  for (const [index, object] of objects.entries()) {
    const detail = parseDetail(object);
    if (detail === undefined) {
      return {
        problem: `object ${index} needs the type ${TYPE}, an object_type, an object_full_path and a list of privileges`,
      };
    }
    details.push(detail);
  }
  const tables = details.filter(({ type, privileges }) => type === "TABLE" && privileges.includes("MODIFY"));
  const [wanted] = tables;
  if (wanted === undefined) return { table: undefined, lacks: [], remark: undefined };
  const name = parseTableName(wanted.path);
  if (tables.length > 1 || name === undefined) {
    return {
      problem: "it may ask for MODIFY on one TABLE, its object_full_path catalog.schema.table",
    };
  }
  const table = formatTableName(name);
  const needed = [
    ["CATALOG", name.catalog, "USE CATALOG"],
    ["SCHEMA", `${name.catalog}.${name.schema}`, "USE SCHEMA"],
    ["TABLE", table, "SELECT"],
  ] as const;
  const lacks = needed
    .filter(([type, path, privilege]) => !asksFor(details, type, path, privilege))
    .map(([, path, privilege]) => `${privilege} on ${path}`);
  const { operations } = wanted;
  if (operations === undefined) {
    return { table, lacks, remark: `without the operation ${OPERATION}, as older clients do` };
  }
  const mayWrite = operations.includes(OPERATION);
  return { table, lacks: mayWrite ? lacks : [...lacks, `${OPERATION} on ${table}`], remark: undefined };
}

function asksFor(details: readonly Detail[], type: string, path: string, privilege: string): boolean {
  return details.some(
    (detail) => detail.type === type && detail.path === path && detail.privileges.includes(privilege),
  );
}

function parseDetail(object: JsonObject): Detail | undefined {
  const { type, object_type, object_full_path: path, privileges, operations } = object;
  if (type !== TYPE || typeof object_type !== "string" || typeof path !== "string") return undefined;
  if (!isTexts(privileges) || !(operations === undefined || isTexts(operations))) return undefined;
  return { type: object_type, path, privileges, operations };
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
