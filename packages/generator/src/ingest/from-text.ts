import { rawJson } from "@zerobus-gen/runtime/codegen";
import type { ColumnType, Field } from "@zerobus-gen/schema";
import type { DynamicRow } from "./dynamic-table.js";
import { microsecondsOf } from "./epoch-unit.js";
import { bytesFromBase64, type ValueOptions, valueFromJson } from "./from-json.js";
import { parseJsonExactly } from "./parse-json.js";

/** How cells are read. */
export interface CellOptions extends ValueOptions {
  /** The text of a cell that is NULL. */
  readonly nullText: string;
}

/**
 * A row from the cells of a CSV record, each read by the type of its column: complex types and VARIANT as JSON. What
 * does not fit goes on as text, for the table's own check to refuse by name.
 */
export function rowFromCells(
  cells: Readonly<Record<string, string>>,
  fields: readonly Field[],
  options: CellOptions,
): DynamicRow {
  const types = new Map(fields.map((field) => [field.name, field.type]));
  return Object.fromEntries(
    Object.entries(cells).map(([name, text]) => {
      const type = types.get(name);
      return [name, type === undefined ? text : valueFromText(text, type, options)];
    }),
  );
}

function valueFromText(text: string, type: ColumnType, options: CellOptions): unknown {
  if (text === options.nullText) return null;
  switch (type.kind) {
    case "boolean":
      return /^true$/i.test(text) ? true : /^false$/i.test(text) ? false : text;
    case "tinyint":
    case "smallint":
    case "int":
      return /^[+-]?\d{1,15}$/.test(text) ? Number(text) : text;
    case "bigint":
      return /^[+-]?\d{1,40}$/.test(text) ? BigInt(text) : text;
    case "float":
    case "double":
      return /^(?:[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|NaN|[+-]?Infinity)$/i.test(text)
        ? Number(text)
        : text;
    case "timestamp":
    case "timestamp_ntz":
      return (options.epochUnit && microsecondsOf(text, options.epochUnit)) ?? text;
    case "binary":
      return bytesFromBase64(text) ?? text;
    case "variant":
      return rawJson(text);
    case "struct":
    case "array":
    case "map":
      return jsonFrom(text, type, options);
  }
  return text;
}

function jsonFrom(text: string, type: ColumnType, options: CellOptions): unknown {
  try {
    return valueFromJson(parseJsonExactly(text), type, options);
  } catch {
    return text;
  }
}
