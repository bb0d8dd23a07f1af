import { rawJson } from "@zerobus-gen/runtime";
import fc from "fast-check";
import type { ColumnType, Field, TableSchema } from "zerobus-gen";

const SCALAR_KINDS = [
  "boolean",
  "tinyint",
  "smallint",
  "int",
  "bigint",
  "float",
  "double",
  "string",
  "binary",
  "date",
  "timestamp",
  "timestamp_ntz",
  "variant",
] as const;
const KEY_KINDS = ["boolean", "tinyint", "smallint", "int", "bigint", "string"] as const;

const scalar: fc.Arbitrary<ColumnType> = fc.constantFrom(...SCALAR_KINDS).map((kind) => ({ kind }));
const mapKey: fc.Arbitrary<ColumnType> = fc.constantFrom(...KEY_KINDS).map((kind) => ({ kind }));
const decimal: fc.Arbitrary<ColumnType> = fc
  .integer({ min: 1, max: 38 })
  .chain((precision) =>
    fc.integer({ min: 0, max: precision }).map((scale) => ({ kind: "decimal", precision, scale })),
  );
const bounded: fc.Arbitrary<ColumnType> = fc.record({
  kind: fc.constantFrom("char", "varchar"),
  length: fc.integer({ min: 1, max: 40 }),
});
const collated: fc.Arbitrary<ColumnType> = fc
  .constantFrom("UNICODE_CI", "UTF8_LCASE", "de_CI_AI")
  .map((collation) => ({ kind: "string", collation }));

/** Any type that a column may have: structs in lists in structs, maps of every key, three levels deep. */
const columnType: fc.Memo<ColumnType> = fc.memo((depth) => {
  const flat = fc.oneof({ weight: 4, arbitrary: scalar }, decimal, bounded, collated);
  if (depth <= 1) return flat;
  const struct: fc.Arbitrary<ColumnType> = fields(columnType(depth - 1), 1).map((members) => ({
    kind: "struct",
    fields: members,
  }));
  const inside = fc.oneof(flat, struct);
  const array: fc.Arbitrary<ColumnType> = inside.map((element) => ({
    kind: "array",
    element,
    elementNullable: false,
  }));
  const map: fc.Arbitrary<ColumnType> = fc
    .record({ key: mapKey, value: inside })
    .map(({ key, value }) => ({ kind: "map", key, value, valueNullable: false }));
  return fc.oneof({ weight: 3, arbitrary: flat }, struct, array, map);
});

const fieldName = fc.stringMatching(/^_?[a-zA-Z][a-zA-Z0-9_]{0,8}$/);

function fields(type: fc.Arbitrary<ColumnType>, minLength: number): fc.Arbitrary<readonly Field[]> {
  const field = fc.record({ name: fieldName, type, nullable: fc.boolean() });
  return (
    fc
      // protobuf-es, which the rows are compared with, does not tell names apart that differ in underscores only.
      .uniqueArray(field, {
        minLength,
        maxLength: 6,
        selector: ({ name }) => name.toLowerCase().replaceAll("_", ""),
      })
      .map((members) => members.map((member, at) => ({ ...member, number: at * 9 + 1 })))
  );
}

/** Any table that can be generated. */
export const arbitraryTable: fc.Arbitrary<TableSchema> = fields(columnType(3), 1).map((columns) => ({
  name: { catalog: "main", schema: "any", table: "anything" },
  columns,
}));

/** Any row of a table, in the forms that reading a row back gives. */
export function arbitraryRow(columns: readonly Field[]): fc.Arbitrary<Readonly<Record<string, unknown>>> {
  const members = columns.map(({ name: column, type, nullable }) => {
    const value = arbitraryValue(type);
    return fc.tuple(fc.constant(column), nullable ? fc.option(value, { nil: undefined }) : value);
  });
  return fc
    .tuple(...members)
    .map((entries) => Object.fromEntries(entries.filter(([, value]) => value !== undefined)));
}

function arbitraryValue(type: ColumnType): fc.Arbitrary<unknown> {
  switch (type.kind) {
    case "boolean":
      return fc.boolean();
    case "tinyint":
      return fc.integer({ min: -128, max: 127 });
    case "smallint":
      return fc.integer({ min: -32768, max: 32767 });
    case "int":
      return fc.integer();
    case "bigint":
      return fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    case "float":
      return fc.float();
    case "double":
      return fc.double();
    case "string":
      return fc.string({ unit: "binary", maxLength: 100 });
    case "binary":
      return fc.uint8Array({ maxLength: 60 });
    case "date":
      return fc
        .integer({ min: -719162, max: 2932896 })
        .map((days) => new Date(days * 86_400_000).toISOString().slice(0, 10));
    case "timestamp":
    case "timestamp_ntz":
      return fc.bigInt({ min: -62_135_596_800_000_000n, max: 253_402_300_799_999_999n });
    case "decimal":
      return arbitraryDecimal(type.precision, type.scale);
    case "struct":
      return arbitraryRow(type.fields);
    case "array":
      return fc.array(arbitraryValue(type.element), { maxLength: 4 });
    case "map":
      return fc
        .array(fc.tuple(arbitraryValue(type.key), arbitraryValue(type.value)), { maxLength: 4 })
        .map((entries) => new Map(entries));
    case "char":
    case "varchar":
      // fast-check counts a length as the table does: in code points.
      return fc.string({ unit: "binary", maxLength: type.length });
    case "variant":
      return variant;
    case "unsupported":
      throw new TypeError(`no arbitrary table has a column of type ${type.sql}`);
  }
}

/** Numbers that only `bigint` and text hold to the last digit; odd ones, which no `number` beyond 2^53 is. */
const exactNumber = fc.oneof(
  fc
    .tuple(fc.bigInt({ min: 2n ** 53n, max: 10n ** 37n }), fc.constantFrom(1n, -1n))
    .map(([half, sign]) => sign * (2n * half + 1n)),
  fc.bigInt({ min: 10n ** 18n, max: 10n ** 30n }).map((digits) => rawJson(`-0.${digits}1`)),
);

/** Any value of a VARIANT; `null` only inside. */
const variant = fc.oneof(
  fc.jsonValue({ stringUnit: "binary", maxDepth: 3 }).map((json) => json ?? rawJson("null")),
  exactNumber,
  fc.tuple(fc.array(exactNumber, { maxLength: 3 }), fc.jsonValue()).map(([list, inside]) =>
    Object.fromEntries([
      ["list", list],
      ["__proto__", inside],
    ]),
  ),
);

/** Decimals in their canonical text: no needless zero, no minus before zero. */
function arbitraryDecimal(precision: number, scale: number): fc.Arbitrary<string> {
  const limit = 10n ** BigInt(precision) - 1n;
  return fc.bigInt({ min: -limit, max: limit }).map((unscaled) => {
    const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, "0");
    const fraction = digits.slice(digits.length - scale).replace(/0+$/, "");
    const text =
      digits.slice(0, digits.length - scale) + (scale > 0 && fraction !== "" ? `.${fraction}` : "");
    return unscaled < 0n ? `-${text}` : text;
  });
}
