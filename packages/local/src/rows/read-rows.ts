import { NoSuchTableError, type Warehouse } from "../store/warehouse.js";
import type { GeneratedTable } from "./generated-table.js";
import { type PlainRow, type PropertyOf, plainRow } from "./plain-row.js";
import type { StoredRow } from "./stored-row.js";

/** Reads a table, by what was generated for it or by its full name. */
export interface ReadRows {
  <Row>(table: GeneratedTable<Row>): Promise<StoredRow<Row>[]>;
  (fullName: string): Promise<PlainRow[]>;
}

/** Reads tables of a warehouse, until its server is closed: then there would be nothing, whatever there was. */
export function rowReader(warehouse: Warehouse, isClosed: () => boolean): ReadRows {
  function read<Row>(table: GeneratedTable<Row>): Promise<StoredRow<Row>[]>;
  function read(fullName: string): Promise<PlainRow[]>;
  async function read(table: string | GeneratedTable<never>): Promise<PlainRow[]> {
    const { name, columns = {} } = typeof table === "string" ? { name: table } : table;
    if (isClosed()) throw new Error(`the local server is closed; read ${name} before`);
    const store = warehouse.get(name)?.store;
    if (store === undefined) throw new NoSuchTableError(name);
    const properties = new Map(Object.entries(columns).map(([property, column]) => [column, property]));
    const propertyOf: PropertyOf = (column) => properties.get(column) ?? column;
    // Rows that are durable already, and wait for their table, are rows of it to whoever reads it here.
    await store.materialize();
    const rows: PlainRow[] = [];
    const { schema } = store;
    for await (const row of store.read()) rows.push(plainRow(row, schema, propertyOf));
    return rows;
  }
  return read;
}
