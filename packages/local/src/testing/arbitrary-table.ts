import fc, { type Arbitrary } from "fast-check";
import { ValueBudget } from "../record/value-budget.js";
import { readVariant } from "../record/variant-json.js";
import { decimalDigits, isDecimalType } from "../schema/decimal-type.js";
import type { Row, Value } from "../schema/row.js";
import type { DataType, ScalarType, StructType } from "../schema/struct-type.js";
import { isTextType, textLength } from "../schema/text-type.js";

/** A table's schema, and what is appended to it. */
export interface GeneratedTable {
  readonly schema: StructType;
  readonly batches: readonly (readonly Row[])[];
}

/** Tables whose columns are of such types. */
export function tableOf(type: Arbitrary<DataType>): Arbitrary<GeneratedTable> {
  return structOf(type, 6).chain((schema) =>
    fc.record({
      schema: fc.constant(schema),
      batches: fc.array(fc.array(rowOf(schema), { minLength: 1, maxLength: 8 }), {
        minLength: 1,
        maxLength: 2,
      }),
    }),
  );
}

/** Any type, down to so many levels. */
export function dataType(depth: number): Arbitrary<DataType> {
  if (depth === 0) return scalarType();
  const inner = dataType(depth - 1);
  return fc.oneof(
    scalarType(),
    structOf(inner, 3),
    fc.record({ type: fc.constant("array" as const), elementType: inner, containsNull: fc.boolean() }),
    fc.record({
      type: fc.constant("map" as const),
      keyType: inner.filter((type) => !JSON.stringify(type).includes('"variant"')),
      valueType: inner,
      valueContainsNull: fc.boolean(),
    }),
  );
}

/** STRUCTs whose fields are of such types, by whatever names a store takes. */
export function structOf(type: Arbitrary<DataType>, maxLength: number): Arbitrary<StructType> {
  const name = fc.constantFrom(
    "id",
    "a",
    "a.b",
    "b c",
    "__proto__",
    "constructor",
    "list",
    "element",
    "key",
    "value",
    "größe",
    '"`',
  );
  const field = fc.record({ name, type, nullable: fc.boolean(), metadata: fc.constant({}) });
  return fc
    .uniqueArray(field, { selector: ({ name }) => name, minLength: 1, maxLength })
    .map((fields) => ({ type: "struct", fields }));
}

/** Any scalar type, the rarer ones too. */
export function scalarType(): Arbitrary<ScalarType> {
  const decimal = fc
    .tuple(fc.integer({ min: 1, max: 38 }), fc.nat(38))
    .map(([precision, scale]): ScalarType => `decimal(${precision},${Math.min(scale, precision)})`);
  return fc.oneof(
    {
      arbitrary: fc.constantFrom<ScalarType[]>(
        "boolean",
        "byte",
        "short",
        "integer",
        "long",
        "float",
        "double",
      ),
      weight: 7,
    },
    {
      arbitrary: fc.constantFrom<ScalarType[]>("string", "binary", "date", "timestamp", "timestamp_ntz"),
      weight: 5,
    },
    { arbitrary: decimal, weight: 4 },
    { arbitrary: fc.constant("variant" as const), weight: 2 },
    {
      arbitrary: fc
        .tuple(fc.constantFrom("varchar" as const, "char" as const), fc.integer({ min: 1, max: 40 }))
        .map(([name, length]): ScalarType => `${name}(${length})`),
      weight: 2,
    },
  );
}

/** Rows of a schema. */
export function rowOf(struct: StructType): Arbitrary<Row> {
  const members = struct.fields.map((field) => nullableOf(field.type, field.nullable));
  return fc
    .tuple(...members)
    .map((values) =>
      Object.fromEntries(struct.fields.map(({ name }, index) => [name, values[index] ?? null])),
    );
}

function nullableOf(type: DataType, nullable: boolean): Arbitrary<Value> {
  return nullable ? fc.option(presentOf(type), { nil: null, freq: 3 }) : presentOf(type);
}

function presentOf(type: DataType): Arbitrary<Value> {
  if (typeof type === "string") return scalarOf(type);
  switch (type.type) {
    case "struct":
      return rowOf(type);
    case "array":
      return fc.array(nullableOf(type.elementType, type.containsNull), { maxLength: 3 });
    case "map":
      return fc
        .array(
          fc.tuple(nullableOf(type.keyType, false), nullableOf(type.valueType, type.valueContainsNull)),
          {
            maxLength: 3,
          },
        )
        .map((entries) => new Map(entries));
  }
}

/** Values of a scalar type: all that are stored, also those that are refused on the way in. */
export function scalarOf(type: ScalarType): Arbitrary<Value> {
  if (isTextType(type)) return fc.string({ unit: "binary", maxLength: textLength(type) });
  if (isDecimalType(type)) {
    const max = 10n ** BigInt(decimalDigits(type).precision) - 1n;
    return fc.bigInt({ min: -max, max });
  }
  switch (type) {
    case "variant":
      return fc.json().map((text) => readVariant(Buffer.from(text), new ValueBudget()));
    case "boolean":
      return fc.boolean();
    case "byte":
      return fc.integer({ min: -128, max: 127 });
    case "short":
      return fc.integer({ min: -32_768, max: 32_767 });
    case "integer":
    case "date":
      return fc.oneof(fc.integer(), fc.integer({ min: -800_000, max: 3_000_000 }));
    case "long":
      return fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    case "timestamp":
    case "timestamp_ntz":
      return fc.oneof(
        fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
        fc.bigInt({ min: -62_135_596_800_000_000n, max: 253_402_300_799_999_999n }),
      );
    case "float":
      return fc.float();
    case "double":
      return fc.double();
    case "string":
      return fc.oneof(
        fc.string({ unit: "binary" }),
        fc.string({ unit: "binary", minLength: 30, maxLength: 70 }),
        fc.string({ maxLength: 2 }),
      );
    case "binary":
      return fc.uint8Array({ maxLength: 20 }).map((bytes) => new Uint8Array(bytes));
  }
}
