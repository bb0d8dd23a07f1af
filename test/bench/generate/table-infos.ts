import { type ColumnType, type Field, tableInfoJson } from "@zerobus-gen/schema";

/** The schema that all tables of the benchmarks are in. */
export const SCHEMA = { catalog: "main", schema: "bench" };

/** Name of the table with that index, without its schema. */
export function tableName(index: number): string {
  return `events_${String(index).padStart(5, "0")}`;
}

/**
 * `TableInfo` of a table as a workspace answers it, with what nobody reads: 30 columns, or as many as asked for, among
 * them an ARRAY of STRUCT and a MAP.
 */
export function tableInfo(index: number, columns: number = 30): Readonly<Record<string, unknown>> {
  const name = tableName(index);
  return {
    ...tableInfoJson({
      name: { ...SCHEMA, table: name },
      comment: `Events of kind ${index}, as the devices send them.`,
      columns: columnsOf(columns),
    }),
    storage_location: `s3://bench-bucket/metastore/${index}/tables/${name}`,
    owner: "data-platform@example.com",
    properties: {
      "delta.enableDeletionVectors": "true",
      "delta.feature.appendOnly": "supported",
      "delta.feature.deletionVectors": "supported",
      "delta.feature.invariants": "supported",
      "delta.lastCommitTimestamp": "1764000000000",
      "delta.lastUpdateVersion": "0",
      "delta.minReaderVersion": "3",
      "delta.minWriterVersion": "7",
    },
    metastore_id: "0f3a1c5e-0000-4000-8000-000000000000",
    table_id: `0f3a1c5e-0000-4000-8000-${String(index).padStart(12, "0")}`,
    created_at: 1_764_000_000_000,
    created_by: "data-platform@example.com",
    updated_at: 1_764_000_000_000,
    updated_by: "data-platform@example.com",
    securable_type: "TABLE",
    securable_kind: "TABLE_DELTA",
    browse_only: false,
  };
}

const TYPES: readonly ColumnType[] = [
  { kind: "string" },
  { kind: "bigint" },
  { kind: "timestamp" },
  { kind: "double" },
  { kind: "decimal", precision: 18, scale: 4 },
  { kind: "varchar", length: 64 },
  { kind: "int" },
  { kind: "boolean" },
  { kind: "date" },
  { kind: "binary" },
  { kind: "struct", fields: fields([{ kind: "string" }, { kind: "string" }, { kind: "float" }]) },
  {
    kind: "array",
    element: {
      kind: "struct",
      fields: fields([{ kind: "string" }, { kind: "double" }, { kind: "boolean" }]),
    },
    elementNullable: false,
  },
  { kind: "map", key: { kind: "string" }, value: { kind: "string" }, valueNullable: true },
];

/** So many of the types at the start are plain: all columns behind the first of each type have one of them. */
const PLAIN = 10;

function fields(types: readonly ColumnType[]): readonly Field[] {
  return types.map((type, at) => ({
    name: `${type.kind}_field_${at + 1}`,
    number: at + 1,
    type,
    nullable: at > 0,
  }));
}

function columnsOf(count: number): readonly Field[] {
  return Array.from({ length: count }, (_, at): Field => {
    const type = TYPES[at] ?? TYPES[at % PLAIN] ?? { kind: "string" };
    return {
      name: `${type.kind}_column_${at + 1}`,
      number: at + 1,
      type,
      nullable: at % 3 !== 0,
      ...(at % 4 === 0 && { comment: `What the device says in column ${at + 1}` }),
    };
  });
}
