import { decimalDigits, isDecimalType } from "../schema/decimal-type.js";
import { isRow } from "../schema/is-row.js";
import type { Row, Value } from "../schema/row.js";
import type { DataType, ScalarType, StructType } from "../schema/struct-type.js";
import { hasAtMost, isTextType, textLength } from "../schema/text-type.js";
import { Variant } from "../variant/variant.js";
import { DeltaError } from "./delta-error.js";

/** The values of one top-level column, one a row. */
export type Column = Value[];

/**
 * A function that turns rows into the columns of a schema, in its order. It checks each value on the way, so that what
 * passes can be stored: no NULL in a NOT NULL place at any depth, nothing out of range. FLOAT alone is rounded later.
 * It throws a {@link DeltaError} `invalid_row` at the first value that does not fit.
 */
export function compilePivot(schema: StructType): (rows: readonly Row[]) => Column[] {
  const columns = schema.fields.map(
    ({ name, type, nullable }) => [name, compileCheck(type, nullable, name)] as const,
  );
  return (rows) =>
    columns.map(([name, check]) =>
      rows.map((row, index) => {
        const value = row[name] ?? null;
        check(value, index);
        return value;
      }),
    );
}

/** Looks at one value of a column. `row` is its index in the batch, for the message. */
type ValueCheck = (value: Value | undefined, row: number) => void;

function compileCheck(type: DataType, nullable: boolean, path: string): ValueCheck {
  const refuse = (row: number, why: string): never => {
    throw new DeltaError("invalid_row", `row ${row}, column ${path}: ${why}`);
  };
  const check = compileTypeCheck(type, path, refuse);
  return (value, row) => {
    if (value !== null && value !== undefined) check(value, row);
    else if (!nullable) refuse(row, "null in a NOT NULL column");
  };
}

type Refuse = (row: number, why: string) => never;
type NonNull = Exclude<Value, null>;

function compileTypeCheck(
  type: DataType,
  path: string,
  refuse: Refuse,
): (value: NonNull, row: number) => void {
  if (typeof type === "string") {
    const fits = scalarTest(type);
    return (value, row) => {
      if (!fits(value)) refuse(row, `${kindOf(value)} does not fit ${type}`);
    };
  }
  switch (type.type) {
    case "struct": {
      const checks = type.fields.map(
        (field) => [field.name, compileCheck(field.type, field.nullable, `${path}.${field.name}`)] as const,
      );
      return (value, row) => {
        if (!isRow(value)) return refuse(row, `${kindOf(value)} does not fit a struct`);
        for (const [name, check] of checks) check(value[name], row);
      };
    }
    case "array": {
      const check = compileCheck(type.elementType, type.containsNull, `${path}.element`);
      return (value, row) => {
        if (!Array.isArray(value)) return refuse(row, `${kindOf(value)} does not fit an array`);
        for (const element of value) check(element, row);
      };
    }
    case "map": {
      const checkKey = compileCheck(type.keyType, false, `${path}.key`);
      const checkValue = compileCheck(type.valueType, type.valueContainsNull, `${path}.value`);
      return (value, row) => {
        if (!(value instanceof Map)) return refuse(row, `${kindOf(value)} does not fit a map`);
        for (const [key, member] of value) {
          checkKey(key, row);
          checkValue(member, row);
        }
      };
    }
  }
}

function scalarTest(type: ScalarType): (value: NonNull) => boolean {
  if (isDecimalType(type)) {
    const limit = 10n ** BigInt(decimalDigits(type).precision);
    return (value) => typeof value === "bigint" && value < limit && value > -limit;
  }
  if (isTextType(type)) {
    const limit = textLength(type);
    return (value) => typeof value === "string" && hasAtMost(limit, value);
  }
  switch (type) {
    case "boolean":
      return (value) => typeof value === "boolean";
    case "byte":
      return (value) => isInteger(value, 0x80);
    case "short":
      return (value) => isInteger(value, 0x8000);
    case "integer":
    case "date":
      return (value) => isInteger(value, 0x8000_0000);
    case "long":
    case "timestamp":
    case "timestamp_ntz":
      return (value) => typeof value === "bigint" && BigInt.asIntN(64, value) === value;
    case "float":
    case "double":
      return (value) => typeof value === "number";
    case "string":
      return (value) => typeof value === "string";
    case "binary":
      return (value) => value instanceof Uint8Array;
    case "variant":
      return (value) => value instanceof Variant;
  }
}

function isInteger(value: NonNull, limit: number): boolean {
  return Number.isInteger(value) && typeof value === "number" && value >= -limit && value < limit;
}

/** What a value is, without saying its content: rows may hold what must not reach a log. */
function kindOf(value: NonNull): string {
  if (typeof value !== "object") return `a ${typeof value}`;
  if (Array.isArray(value)) return "an array";
  return `a ${value.constructor?.name ?? "struct"}`;
}
