import type { Table } from "@zerobus-gen/runtime/codegen";

/** A kind of row that is measured: a generated client, and rows for it that repeat themselves in no column. */
export interface Shape<Row> {
  readonly name: string;
  readonly table: Table<Row>;
  /** The row of this number, always the same; an object literal, as applications build them. */
  readonly row: (index: number) => Row;
}

/**
 * So many rows. Their texts lie in memory in one piece, as those of a file or a request do: what a template literal
 * gives is still in pieces, and whoever reads it first pays for putting them together.
 */
export function pool<Row>(shape: Shape<Row>, count: number): readonly Row[] {
  return Array.from({ length: count }, (_, index) => flattened(shape.row(index)));
}

function flattened<Value>(value: Value): Value;
function flattened(value: unknown): unknown {
  if (typeof value === "string") return Buffer.from(value).toString();
  if (Array.isArray(value)) return value.map(flattened);
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  for (const key of Object.keys(value)) Reflect.set(value, key, flattened(Reflect.get(value, key)));
  return value;
}

/** A shape of rows that were recorded somewhere, over and over. @throws RangeError where there are none */
export function recorded<Row>(name: string, table: Table<Row>, rows: readonly Row[]): Shape<Row> {
  const row = (index: number): Row => {
    const found = rows[index % rows.length];
    if (found === undefined) throw new RangeError(`no rows of ${name}`);
    return found;
  };
  return { name, table, row };
}
