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
] as const;
const KEY_KINDS = ["boolean", "tinyint", "smallint", "int", "bigint", "string"] as const;

const scalar: fc.Arbitrary<ColumnType> = fc.constantFrom(...SCALAR_KINDS).map((kind) => ({ kind }));
const decimal: fc.Arbitrary<ColumnType> = fc
  .integer({ min: 1, max: 38 })
  .chain((precision) =>
    fc.integer({ min: 0, max: precision }).map((scale) => ({ kind: "decimal", precision, scale })),
  );

/** Any type that a column may have: structs in lists in structs, maps of every key, three levels deep. */
const columnType: fc.Memo<ColumnType> = fc.memo((depth) => {
  const flat = fc.oneof({ weight: 4, arbitrary: scalar }, decimal);
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
    .record({ key: fc.constantFrom(...KEY_KINDS), value: inside })
    .map(({ key, value }) => ({ kind: "map", key: { kind: key }, value, valueNullable: false }));
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
    case "variant":
    case "char":
    case "varchar":
    case "unsupported":
      throw new TypeError(`no arbitrary table has a ${type.kind}`);
  }
}

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
