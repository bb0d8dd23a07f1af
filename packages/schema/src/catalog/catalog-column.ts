import { columnPath } from "../table/column-path.js";
import type { Report } from "../table/problem.js";
import type { ColumnType, Field } from "../table/table-schema.js";
import { readFieldMetadata } from "./field-metadata.js";
import { describeJson, isJsonObject, type JsonObject, parseJson } from "./json-value.js";
import { parseScalarType, STAND_IN } from "./scalar-type.js";
import { withStringTypes } from "./string-types.js";
import { parseTypeJson } from "./type-json.js";
import { parseTypeText } from "./type-text.js";

/** One entry of `columns` as the catalog has it; the field number comes later. */
export interface CatalogColumn extends Omit<Field, "number"> {
  /** Undefined where the catalog gives none, or none that counts. */
  readonly position: number | undefined;
}

/** Reads one entry of `columns`; undefined, and reported, where it is not a column at all. */
export function readCatalogColumn(entry: unknown, index: number, report: Report): CatalogColumn | undefined {
  if (!isJsonObject(entry) || typeof entry.name !== "string") {
    const what = isJsonObject(entry)
      ? `its name is ${describeJson(entry.name)}`
      : `it is ${describeJson(entry)}`;
    report({
      code: "MALFORMED",
      column: `columns[${index}]`,
      message: `this is not a column: ${what}`,
      hint: "each entry of columns is an object with name, type_json and nullable",
    });
    return undefined;
  }
  const column = columnPath("", entry.name);
  const json = typeof entry.type_json === "string" ? parseTypeMember(entry.type_json) : entry.type_json;
  const { position, comment } = entry;
  // The number comes from the position: what the metadata says of it counts in a StructType only.
  const { number: _, ...metadata } = readFieldMetadata(isJsonObject(json) ? json.metadata : undefined);
  return {
    name: entry.name,
    type: withStringTypes(readType(entry, json, column, report), entry.type_text),
    nullable: readNullable(entry, json, column, report),
    ...metadata,
    ...(typeof comment === "string" && comment !== "" && { comment }),
    ...(isJsonObject(entry.mask) && { isMasked: true }),
    position:
      typeof position === "number" && Number.isSafeInteger(position) && position >= 0 ? position : undefined,
  };
}

/** The content of `type_json`: JSON, or the bare name of a type. Undefined where it is neither. */
function parseTypeMember(text: string): unknown {
  const json = parseJson(text);
  return json === undefined && parseScalarType(text).kind !== "unsupported" ? text : json;
}

function readType(entry: JsonObject, json: unknown, column: string, report: Report): ColumnType {
  const isGiven =
    json !== null && json !== undefined && !(isJsonObject(json) && Object.keys(json).length === 0);
  if (isGiven) return parseTypeJson(json, column, report);
  if (typeof entry.type_json === "string" && entry.type_json !== "" && json === undefined) {
    report({
      code: "TYPE_FALLBACK",
      column,
      message: "type_json is not JSON; the type is taken from type_name and type_text",
      hint: "whoever created the table wrote it so; the catalog's own clients write Spark's JSON form",
    });
  }
  const text = scalarText(entry);
  if (text !== undefined) return parseTypeText(text, column, report);
  if (typeof entry.type_text === "string" && entry.type_text !== "") {
    report({
      code: "TYPE_FALLBACK",
      column,
      message:
        "type_json is missing; the type is taken from type_text, which does not say what is NOT NULL inside",
      hint: "the fields inside count as nullable",
    });
    return parseTypeText(entry.type_text, column, report);
  }
  report({
    code: "MALFORMED",
    column,
    message: "the column has no type: type_json, type_name and type_text say nothing",
    hint: "take the answer as the catalog gives it: databricks tables get NAME -o json",
  });
  return STAND_IN;
}

/** The type by `type_name`, where that is enough to know it. */
function scalarText(entry: JsonObject): string | undefined {
  const { type_name: name, type_precision: precision, type_scale: scale, type_text: text } = entry;
  if (typeof name !== "string" || name === "") return undefined;
  switch (name.toUpperCase()) {
    case "STRUCT":
    case "ARRAY":
    case "MAP":
      return undefined;
    case "DECIMAL":
      if (typeof precision !== "number" || precision <= 0) return undefined;
      return `DECIMAL(${precision},${typeof scale === "number" ? scale : 0})`;
  }
  return needsText(name) && typeof text === "string" && needsText(text) ? text : name;
}

/** Whether a type is more than its `type_name`: `CHAR` of `char(3)`, `INTERVAL` of `interval day to second`. */
function needsText(name: string): boolean {
  const { kind } = parseScalarType(name);
  return kind === "unsupported" || kind === "char" || kind === "varchar";
}

function readNullable(entry: JsonObject, json: unknown, column: string, report: Report): boolean {
  const own = entry.nullable ?? undefined;
  const inner = isJsonObject(json) && typeof json.nullable === "boolean" ? json.nullable : undefined;
  if (own !== undefined && typeof own !== "boolean") {
    report({
      code: "MALFORMED",
      column,
      message: `nullable should be true or false, but it is ${describeJson(own)}`,
      hint: "take the answer as the catalog gives it: databricks tables get NAME -o json",
    });
    return true;
  }
  if (own !== undefined && inner !== undefined && own !== inner) {
    report({
      code: "CONTRADICTION",
      column,
      message: `nullable is ${own} for the column and ${inner} in its type_json; the column's counts`,
      hint: "compare with DESCRIBE TABLE, and recreate the column if the catalog is wrong",
    });
  }
  return own ?? inner ?? true;
}
