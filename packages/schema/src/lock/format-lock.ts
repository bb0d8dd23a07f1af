import { formatTableName, parseTableName } from "../table/table-name.js";
import type { TableFacts, TableName } from "../table/table-schema.js";
import type { Lock, LockedTable } from "./lock.js";
import { type Json, lockedField } from "./locked-type.js";

/** What stands in the lock for this form of it. Another form gets another number. */
export const LOCK_VERSION = 1;

/**
 * The text of `zerobus.lock.json`: one for each lock, and made to be reviewed. A column or nested field has a line of
 * its own, so that a change of one is one line, and branches meet only where they change the same thing. There is no
 * hash, counter or time in it for the same reason.
 */
export function formatLock(lock: Lock): string {
  const tables = lock.tables
    .map((table) => ({ table, name: formatTableName(table.schema.name) }))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    .map(({ table }) => formatTable(table));
  const list = tables.length === 0 ? "[]" : `[\n${tables.join(",\n")}\n  ]`;
  return `{\n  "lockVersion": ${LOCK_VERSION},\n  "tables": ${list}\n}\n`;
}

/** Whether two locked tables are the same in every way that the lock keeps. */
export function isSameTable(a: LockedTable, b: LockedTable): boolean {
  return JSON.stringify(lockedTable(a)) === JSON.stringify(lockedTable(b));
}

function lockedTable({ schema, reserved }: LockedTable): Readonly<Record<string, Json | undefined>> {
  const { name, comment, columns, facts } = schema;
  return {
    name: lockedName(name),
    comment,
    facts: facts && lockedFacts(facts),
    columns: columns.map(lockedField),
    reserved: reserved.length === 0 ? undefined : reserved.map(({ path, number }) => ({ path, number })),
  };
}

function formatTable(table: LockedTable): string {
  const lines = Object.entries(lockedTable(table)).flatMap(([key, value]) =>
    value === undefined ? [] : `      ${formatText(key)}: ${formatJson(value, "      ")}`,
  );
  return `    {\n${lines.join(",\n")}\n    }`;
}

/** The full name; its parts, where a dot in one of them would hide where the next begins. */
function lockedName(name: TableName): Json {
  const fullName = formatTableName(name);
  const parsed = parseTableName(fullName);
  const isPlain =
    "name" in parsed && parsed.name.catalog === name.catalog && parsed.name.schema === name.schema;
  return isPlain ? fullName : [name.catalog, name.schema, name.table];
}

function lockedFacts(facts: TableFacts): Json {
  const { id, kind, format, checks, primaryKey, partitionedBy, hasRowFilter, hasCatalogCommits } = facts;
  return {
    ...(id !== undefined && { id }),
    ...(kind !== undefined && { kind }),
    ...(format !== undefined && { format }),
    ...(checks !== undefined && { checks }),
    ...(primaryKey !== undefined && { primaryKey }),
    ...(partitionedBy !== undefined && { partitionedBy }),
    ...(hasRowFilter !== undefined && { hasRowFilter }),
    ...(hasCatalogCommits !== undefined && { hasCatalogCommits }),
  };
}

/** On the line, except for lists of objects: each of those has its own line. */
function formatJson(value: Json, indent: string): string {
  if (typeof value === "string") return formatText(value);
  if (typeof value !== "object") return JSON.stringify(value);
  if (isList(value)) {
    const isOfObjects = typeof value[0] === "object";
    const inner = `${indent}  `;
    const items = value.map((item) => formatJson(item, isOfObjects ? inner : indent));
    return isOfObjects ? `[\n${inner}${items.join(`,\n${inner}`)}\n${indent}]` : `[${items.join(", ")}]`;
  }
  let members = "";
  for (const [key, member] of Object.entries(value)) {
    members += `${members === "" ? "" : ", "}${formatText(key)}: ${formatJson(member, indent)}`;
  }
  return members === "" ? "{}" : `{ ${members} }`;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/**
 * Controls, marks of direction, and what else could make a reviewer see another text than there is. Spelled out: what
 * Unicode says of a character depends on the version of Node.
 */
const invisible = new RegExp(
  [
    "[\\x7f-\\x9f\\xad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b-\\u200f\\u2028-\\u202e]",
    "[\\u2060-\\u206f\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\uffff]",
    "\\ud82f[\\udca0-\\udca3]|\\ud834[\\udd73-\\udd7a]|[\\udb40-\\udb43][\\udc00-\\udfff]",
  ].join("|"),
  "g",
);

/** Nearly every text: printable ASCII that JSON writes as it is. */
const plain = /^[ !#-[\]-~]*$/;

function formatText(text: string): string {
  if (plain.test(text)) return `"${text}"`;
  return JSON.stringify(text).replace(invisible, (found) =>
    Array.from({ length: found.length }, (_, at) => escapeUnit(found, at)).join(""),
  );
}

function escapeUnit(text: string, at: number): string {
  return `\\u${text.charCodeAt(at).toString(16).padStart(4, "0")}`;
}
