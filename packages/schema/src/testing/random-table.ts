import fc from "fast-check";
import type { ColumnType, Field, ScalarKind, TableSchema } from "../table/table-schema.js";

const scalarKinds: readonly ScalarKind[] = [
  "boolean",
  "tinyint",
  "smallint",
  "int",
  "bigint",
  "float",
  "double",
  "binary",
  "date",
  "timestamp",
  "timestamp_ntz",
  "variant",
];

const scalar: fc.Arbitrary<ColumnType> = fc.oneof(
  fc.constantFrom(...scalarKinds).map((kind) => ({ kind })),
  fc.constant<ColumnType>({ kind: "string" }),
  fc.record({ kind: fc.constantFrom("char", "varchar"), length: fc.integer({ min: 2, max: 40 }) }),
  fc
    .tuple(fc.integer({ min: 3, max: 30 }), fc.integer({ min: 1, max: 2 }))
    .map(([precision, scale]): ColumnType => ({ kind: "decimal", precision, scale })),
);

/** Tables that Zerobus takes: up to six columns, two levels of nesting, names that differ by more than case. */
export const writableTables: fc.Arbitrary<TableSchema> = fields(2).map((columns) => ({
  name: { catalog: "main", schema: "shop", table: "orders" },
  columns,
}));

function fields(depth: number): fc.Arbitrary<readonly Field[]> {
  const field = fc.record({
    name: fc.stringMatching(/^[a-z]{1,4}$/),
    type: types(depth),
    nullable: fc.boolean(),
  });
  return fc
    .uniqueArray(field, { minLength: 1, maxLength: 6, selector: ({ name }) => name })
    .map((list) => list.map((one, index) => ({ ...one, number: index + 1 })));
}

function types(depth: number): fc.Arbitrary<ColumnType> {
  if (depth === 0) return scalar;
  const struct: fc.Arbitrary<ColumnType> = fields(depth - 1).map((list) => ({
    kind: "struct",
    fields: list,
  }));
  const element = fc.oneof(scalar, struct);
  return fc.oneof(
    { arbitrary: scalar, weight: 3 },
    struct,
    fc.record({ kind: fc.constant("array"), element, elementNullable: fc.boolean() }),
    fc.record({
      kind: fc.constant("map"),
      key: fc.constantFrom<ColumnType>({ kind: "string" }, { kind: "int" }),
      value: element,
      valueNullable: fc.boolean(),
    }),
  );
}

/** Anything that the types allow, written by nobody sane: any names, numbers and words, twins, empty parts. */
export const hostileTables: fc.Arbitrary<TableSchema> = fc.record(
  {
    name: fc.record({ catalog: words(), schema: words(), table: words() }),
    columns: hostileFields(3),
    comment: words(),
    facts: fc.record(
      {
        id: words(),
        kind: words(),
        format: words(),
        checks: fc.array(words(), { maxLength: 3 }),
        primaryKey: fc.array(words(), { maxLength: 3 }),
        partitionedBy: fc.array(words(), { maxLength: 3 }),
        hasRowFilter: fc.constant(true),
        hasCatalogCommits: fc.constant(true),
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ["name", "columns"] },
);

function words(): fc.Arbitrary<string> {
  return fc.oneof(
    fc.constantFrom("a", "A", "b", "__proto__", "constructor", "", "a.b", "größe", "x\r\n::error::", "`|<b>"),
    fc.string({ unit: "binary", maxLength: 12 }),
  );
}

function hostileFields(depth: number): fc.Arbitrary<readonly Field[]> {
  const field = fc.record(
    {
      name: words(),
      number: fc.oneof(fc.integer({ min: -1, max: 4 }), fc.double()),
      type: hostileTypes(depth),
      nullable: fc.boolean(),
      comment: words(),
      computed: fc.constantFrom("default", "generated", "identity"),
      isMasked: fc.constant(true),
      mappingId: fc.integer({ min: 0, max: 3 }),
    },
    { requiredKeys: ["name", "number", "type", "nullable"] },
  );
  return fc.array(field, { maxLength: 5 });
}

function hostileTypes(depth: number): fc.Arbitrary<ColumnType> {
  const leaf: fc.Arbitrary<ColumnType> = fc.oneof(
    scalar,
    fc.record({ kind: fc.constant("unsupported"), sql: words() }),
    fc.record({ kind: fc.constant("string"), collation: words() }),
    fc.record({ kind: fc.constant("decimal"), precision: fc.double(), scale: fc.double() }),
    fc.record({ kind: fc.constant("varchar"), length: fc.double() }),
  );
  if (depth === 0) return leaf;
  const inner = hostileTypes(depth - 1);
  return fc.oneof(
    leaf,
    fc.record({ kind: fc.constant("struct"), fields: hostileFields(depth - 1) }),
    fc.record({ kind: fc.constant("array"), element: inner, elementNullable: fc.boolean() }),
    fc.record({ kind: fc.constant("map"), key: inner, value: inner, valueNullable: fc.boolean() }),
  );
}
