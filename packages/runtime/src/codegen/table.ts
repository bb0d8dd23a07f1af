import type { WriteStruct } from "./row-writer.js";

/** One table of the catalog, as generated code describes it. `Row` is what its `ingest` takes. */
export interface Table<Row> {
  /** Full name: `catalog.schema.table`. */
  readonly name: string;
  /** Identifies the columns, their types, numbers and nullability: `sha256:…`. */
  readonly fingerprint: string;
  /** The serialized `google.protobuf.DescriptorProto` of a row, self-contained, in base64. */
  readonly descriptor: string;
  /** Writes a row, one call a column. The only place that knows the row's shape. */
  readonly write: WriteStruct<Row>;
}

/** Declares a table. */
export function defineTable<Row>(table: Table<Row>): Table<Row> {
  return Object.freeze(table);
}

/**
 * Whether a row has a value of its own under a name that every object answers to, such as `constructor`.
 * For generated code, in place of the plain `!= null`.
 */
export function has<T extends object, Name extends keyof T>(
  row: T,
  name: Name,
): row is T & { readonly [N in Name]-?: NonNullable<T[N]> } {
  return Object.hasOwn(row, name) && row[name] !== null && row[name] !== undefined;
}

/** Reads a required member under such a name. What it lacks the writer finds. */
export function own<T extends object, Name extends keyof T>(row: T, name: Name): T[Name] {
  return (Object.hasOwn(row, name) ? row[name] : undefined) as T[Name];
}
