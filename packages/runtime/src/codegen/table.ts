import type { WriteStruct } from "./row-writer.js";
import type { StandardSchema } from "./standard-schema.js";

/** What generated code says of one table of the catalog. `Row` is what its `ingest` takes. */
export interface TableDefinition<Row> {
  /** Full name: `catalog.schema.table`. */
  readonly name: string;
  /** Identifies the columns, their types, numbers and nullability: `sha256:…`. */
  readonly fingerprint: string;
  /** The serialized `google.protobuf.DescriptorProto` of a row, self-contained, in base64. */
  readonly descriptor: string;
  /**
   * The columns and STRUCT members that a row has under another name: `{ orderId: "order_id" }`. A property means the
   * same at every level. Keys of MAPs are nobody's names and stay what they are.
   */
  readonly columns?: Readonly<Record<string, string>> | undefined;
  /** Writes a row, one call a column. The only place that knows the row's shape. */
  readonly write: WriteStruct<Row>;
}

/**
 * One table of the catalog. As a Standard Schema it tells of any value whether it is a row, with the checks of
 * `ingest`, and gives it back as it is. An iterable that can be read only once is refused there: `ingest` would find
 * it empty.
 */
export interface Table<Row> extends TableDefinition<Row>, StandardSchema<Row> {}

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
