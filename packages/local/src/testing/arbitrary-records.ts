import fc, { type Arbitrary } from "fast-check";
import { ValueBudget } from "../record/value-budget.js";
import { readVariant } from "../record/variant-json.js";
import { isDecimalType } from "../schema/decimal-type.js";
import type { Row, Value } from "../schema/row.js";
import type { DataType, ScalarType, StructType } from "../schema/struct-type.js";
import { isTextType } from "../schema/text-type.js";
import { Variant } from "../variant/variant.js";
import { scalarOf, scalarType } from "./arbitrary-table.js";

/** A schema that records can have every column of, and rows as they are stored. */
export interface GeneratedRecords {
  readonly schema: StructType;
  readonly rows: readonly Row[];
}

/** Tables of up to so many levels with rows that can be sent: no NULL among elements, no NULL ARRAY or MAP. */
export function recordsOf(depth: number): Arbitrary<GeneratedRecords> {
  return structOf(sendable(depth), 6).chain((schema) =>
    fc.record({ schema: fc.constant(schema), rows: fc.array(rowOf(schema), { minLength: 1, maxLength: 6 }) }),
  );
}

function sendable(depth: number): Arbitrary<DataType> {
  if (depth === 0) return scalarType();
  const single = fc.oneof(scalarType(), structOf(sendable(depth - 1), 3));
  const key = scalarType().filter((type) => !["variant", "binary", "float", "double"].includes(type));
  return fc.oneof(
    single,
    fc.record({ type: fc.constant("array" as const), elementType: single, containsNull: fc.boolean() }),
    fc.record({
      type: fc.constant("map" as const),
      keyType: key,
      valueType: single,
      valueContainsNull: fc.boolean(),
    }),
  );
}

function structOf(type: Arbitrary<DataType>, maxLength: number): Arbitrary<StructType> {
  const name = fc.constantFrom("id", "a", "A1", "__proto__", "constructor", "key", "value", "metadata", "_");
  const field = fc.record({ name, type, nullable: fc.boolean(), metadata: fc.constant({}) });
  return fc
    .uniqueArray(field, { selector: (one) => one.name, minLength: 1, maxLength })
    .map((fields) => ({ type: "struct", fields }));
}

/** Rows of a schema that can be sent. */
export function rowOf({ fields }: StructType): Arbitrary<Row> {
  const members = fields.map(({ type, nullable }) =>
    nullable && (typeof type === "string" || type.type === "struct")
      ? fc.option(presentOf(type), { nil: null, freq: 3 })
      : presentOf(type),
  );
  return fc
    .tuple(...members)
    .map((values) => Object.fromEntries(fields.map(({ name }, i) => [name, values[i] ?? null])));
}

function presentOf(type: DataType): Arbitrary<Value> {
  if (typeof type === "string") return scalarInRange(type);
  switch (type.type) {
    case "struct":
      return rowOf(type);
    case "array":
      return fc.array(presentOf(type.elementType), { maxLength: 3 });
    case "map":
      return fc
        .array(fc.tuple(presentOf(type.keyType), presentOf(type.valueType)), { maxLength: 3 })
        .map((entries) => new Map(entries));
  }
}

function scalarInRange(type: ScalarType): Arbitrary<Value> {
  if (isDecimalType(type) || isTextType(type)) return scalarOf(type);
  switch (type) {
    case "date":
      return fc.integer({ min: -719_162, max: 2_932_896 });
    case "timestamp":
    case "timestamp_ntz":
      return fc.bigInt({ min: -62_135_596_800_000_000n, max: 253_402_300_799_999_999n });
    case "variant":
      // Names are numbered as they come: in the order that the text has them in.
      return scalarOf(type).map((value) => (value instanceof Variant ? reread(value) : value));
    default:
      return scalarOf(type);
  }
}

function reread(variant: Variant): Variant {
  return readVariant(Buffer.from(variant.text), new ValueBudget());
}
