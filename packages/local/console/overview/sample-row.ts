import type { ColumnView, TableView } from "../../src/console/views.js";

/** A program that ingests a first row into a table: its NOT NULL columns, or its first one when it has none. */
export function firstProgram(table: TableView): string {
  const key = tableKey(table.fullName);
  return `import { connect } from "@zerobus-gen/runtime";
import { tables } from "./tables/index.js";

await using zerobus = connect({ tables });
const { ${key} } = zerobus.tables;

await ${key}.ingest(${rowLiteral(table.columns)});`;
}

/** What the generated index calls a table, as long as no other has the same name. */
export function tableKey(fullName: string): string {
  const words = fullName.slice(fullName.lastIndexOf(".") + 1).match(/[A-Za-z0-9]+/g) ?? [];
  const [first = "table", ...rest] = words;
  const key = first.charAt(0).toLowerCase() + first.slice(1) + rest.map(capital).join("");
  return /^\d/.test(key) ? `_${key}` : key;
}

const MOST_COLUMNS = 12;

function rowLiteral(columns: readonly ColumnView[]): string {
  const usable = columns.filter(({ unsupported }) => unsupported === null);
  const needed = usable.filter(({ nullable }) => !nullable);
  const shown = needed.length > 0 ? needed : usable.slice(0, 1);
  const lines = shown
    .slice(0, MOST_COLUMNS)
    .map(({ name, type }) => `  ${keyLiteral(name)}: ${valueLiteral(type)},`);
  const left = shown.length > MOST_COLUMNS ? [`  // … and ${shown.length - MOST_COLUMNS} more`] : [];
  return lines.length === 0 ? "{}" : `{\n${[...lines, ...left].join("\n")}\n}`;
}

function keyLiteral(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name);
}

/** A value that a column of this SQL type takes, as TypeScript spells it. */
function valueLiteral(type: string): string {
  const word = /^\w+/.exec(type)?.[0].toUpperCase() ?? "";
  return word === "DECIMAL" ? decimalLiteral(type) : (LITERALS[word] ?? '"a"');
}

function decimalLiteral(type: string): string {
  const [, precision = "10", scale = "0"] = /\((\d+),\s*(\d+)\)/.exec(type) ?? [];
  if (scale === "0") return '"1"';
  return precision === scale ? '"0.5"' : '"1.5"';
}

const LITERALS: Readonly<Record<string, string>> = {
  TINYINT: "1",
  SMALLINT: "1",
  INT: "1",
  BIGINT: "42n",
  FLOAT: "1.5",
  DOUBLE: "1.5",
  BOOLEAN: "true",
  BINARY: "new Uint8Array([1, 2, 3])",
  DATE: "new Date()",
  TIMESTAMP: "new Date()",
  TIMESTAMP_NTZ: '"2026-01-31T12:00:00"',
  ARRAY: "[]",
  MAP: "{}",
  STRUCT: "{ /* its fields */ }",
  VARIANT: "{}",
};

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
