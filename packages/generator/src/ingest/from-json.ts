import { rawJson } from "@zerobus-gen/runtime/codegen";
import type { ColumnType, Field } from "@zerobus-gen/schema";
import type { DynamicRow } from "./dynamic-table.js";
import { type EpochUnit, microsecondsOf } from "./epoch-unit.js";
import { exactJsonText, isExactNumber } from "./parse-json.js";

/** How values are read where their text leaves it open. */
export interface ValueOptions {
  /** What a number means in a TIMESTAMP. Without it such a number is refused: seconds and milliseconds look alike. */
  readonly epochUnit: EpochUnit | undefined;
}

/**
 * The members of a JSON object as the table takes them: text for BINARY is base64, digits make a BIGINT, an object
 * makes a MAP. What does not fit goes on as it is, for the table's own check to refuse by name.
 */
export function rowFromJson(json: unknown, fields: readonly Field[], options: ValueOptions): DynamicRow {
  // Not an object of JSON: the check says so.
  if (!isObject(json)) return json as DynamicRow;
  const types = new Map(fields.map((field) => [field.name, field.type]));
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => {
      const type = types.get(name);
      return [name, type === undefined ? plain(value) : valueFromJson(value, type, options)];
    }),
  );
}

/** A value as its type takes it. */
export function valueFromJson(json: unknown, type: ColumnType, options: ValueOptions): unknown {
  if (json === null) return null;
  switch (type.kind) {
    case "bigint":
      return bigintFrom(json);
    case "decimal":
      return typeof json === "number" || isExactNumber(json) ? String(json) : json;
    case "float":
    case "double":
      return floatFrom(json);
    case "timestamp":
    case "timestamp_ntz":
      return timestampFrom(json, options);
    case "binary":
      return typeof json === "string" ? (bytesFromBase64(json) ?? json) : json;
    case "variant":
      return rawJson(exactJsonText(json));
    case "struct":
      return isObject(json) ? rowFromJson(json, type.fields, options) : plain(json);
    case "array":
      return Array.isArray(json)
        ? json.map((item) => valueFromJson(item, type.element, options))
        : plain(json);
    case "map":
      return isObject(json) ? mapFrom(json, type.key, type.value, options) : plain(json);
  }
  return plain(json);
}

function bigintFrom(json: unknown): unknown {
  if (isExactNumber(json)) return bigintOrNumber(json.toString());
  return typeof json === "string" && /^[+-]?\d{1,40}$/.test(json) ? BigInt(json) : json;
}

function bigintOrNumber(text: string): bigint | number {
  return /^[+-]?\d{1,40}$/.test(text) ? BigInt(text) : Number(text);
}

/** JSON has no word for what is not finite: these are what protobuf's JSON says. */
function floatFrom(json: unknown): unknown {
  if (isExactNumber(json)) return Number(json.toString());
  return json === "NaN" || json === "Infinity" || json === "-Infinity" ? Number(json) : json;
}

function timestampFrom(json: unknown, { epochUnit }: ValueOptions): unknown {
  const text = typeof json === "number" || isExactNumber(json) ? String(json) : undefined;
  if (text === undefined || epochUnit === undefined) return plain(json);
  return microsecondsOf(text, epochUnit) ?? plain(json);
}

/** The bytes, where the text is base64 or base64url; `Buffer` would take anything. */
export function bytesFromBase64(text: string): Uint8Array | undefined {
  const isBase64 = /^(?:[\w+/-]{4})*(?:[\w+/-]{2}(?:==)?|[\w+/-]{3}=?)?$/.test(text);
  return isBase64 ? Buffer.from(text, "base64") : undefined;
}

function mapFrom(
  json: Readonly<Record<string, unknown>>,
  key: ColumnType,
  value: ColumnType,
  options: ValueOptions,
): ReadonlyMap<unknown, unknown> {
  return new Map(
    Object.entries(json).map(([name, held]) => [keyFrom(name, key), valueFromJson(held, value, options)]),
  );
}

/** JSON's keys are texts; those of a MAP need not be. */
function keyFrom(name: string, type: ColumnType): unknown {
  switch (type.kind) {
    case "bigint":
      return /^[+-]?\d{1,40}$/.test(name) ? BigInt(name) : name;
    case "tinyint":
    case "smallint":
    case "int":
      return /^[+-]?\d{1,15}$/.test(name) ? Number(name) : name;
    case "boolean":
      return name === "true" ? true : name === "false" ? false : name;
  }
  return name;
}

/** What the check shows of a value it refuses. */
function plain(json: unknown): unknown {
  return isExactNumber(json) ? Number(json.toString()) : json;
}

function isObject(json: unknown): json is Readonly<Record<string, unknown>> {
  return typeof json === "object" && json !== null && !Array.isArray(json) && !isExactNumber(json);
}
