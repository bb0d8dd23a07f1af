import { COLLATIONS } from "../schema/collation.js";
import type { Value } from "../schema/row.js";
import type { DataType, StructType } from "../schema/struct-type.js";
import { type Bounds, boundsOf, NO_BOUNDS } from "./bounds.js";
import type { Column } from "./pivot.js";

/** Delta's default for `delta.dataSkippingNumIndexedCols`. */
const INDEXED_LEAVES = 32;

/** The statistics of a column as JSON text: of a leaf one value each, of a struct an object each. */
interface ColumnStats extends Bounds {
  readonly nullCount: string | undefined;
}

/**
 * The statistics of a data file, as the JSON text that its `add` action carries: number of rows, and nulls and bounds
 * of the first 32 leaf columns. Put together by hand, since `JSON.stringify` has no exact numbers beyond 2^53.
 * @see https://github.com/delta-io/delta/blob/master/PROTOCOL.md#per-file-statistics
 */
export function fileStats(schema: StructType, columns: readonly Column[], rows: number): string {
  const { nullCount, min, max } = structStats(schema, columns, { leaves: INDEXED_LEAVES });
  const parts = [`"numRecords":${rows}`];
  if (nullCount !== undefined) parts.push(`"nullCount":${nullCount}`);
  if (min !== undefined) parts.push(`"minValues":${min}`);
  if (max !== undefined) parts.push(`"maxValues":${max}`);
  return `{${parts.join(",")}}`;
}

function structStats(
  struct: StructType,
  columns: readonly Column[],
  budget: { leaves: number },
): ColumnStats {
  const members = struct.fields.map(({ name, type, metadata }, index) => {
    const stats = columnStats(type, columns[index] ?? [], budget);
    // Bounds are in the order of bytes, which a collation's is not.
    return [name, Object.hasOwn(metadata, COLLATIONS) ? { ...stats, ...NO_BOUNDS } : stats] as const;
  });
  const object = (part: keyof ColumnStats): string | undefined => {
    const texts = members.flatMap(([name, { [part]: text }]) =>
      text === undefined ? [] : [`${JSON.stringify(name)}:${text}`],
    );
    return texts.length === 0 ? undefined : `{${texts.join(",")}}`;
  };
  return { nullCount: object("nullCount"), min: object("min"), max: object("max") };
}

function columnStats(type: DataType, values: Column, budget: { leaves: number }): ColumnStats {
  if (typeof type !== "string" && type.type === "struct") {
    const columns = type.fields.map(({ name }) => values.map((value) => memberOf(value, name)));
    return structStats(type, columns, budget);
  }
  if (budget.leaves === 0) return { nullCount: undefined, ...NO_BOUNDS };
  budget.leaves -= 1;
  const nullCount = String(values.reduce<number>((nulls, value) => (value === null ? nulls + 1 : nulls), 0));
  // Arrays and maps have no order.
  return { nullCount, ...(typeof type === "string" ? boundsOf(type, values) : NO_BOUNDS) };
}

function memberOf(struct: Value, name: string): Value {
  // The column was checked: what is not null is a struct.
  return struct === null ? null : ((struct as Readonly<Record<string, Value>>)[name] ?? null);
}
