/**
 * A table of the catalog as generated code declares it, of which no more is asked than what rows are read by: the tables
 * that zerobus-gen generates are such. `Row` is what `ingest` takes.
 */
export interface GeneratedTable<Row> {
  /** Full name: `catalog.schema.table`. */
  readonly name: string;
  /** The columns and STRUCT members that a row has under another name: `{ orderId: "order_id" }`. */
  readonly columns?: Readonly<Record<string, string>> | undefined;
  /** Never called: it says what a row is. */
  readonly write: (writer: never, row: Row) => void;
}
