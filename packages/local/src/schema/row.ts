import type { Variant } from "../variant/variant.js";

/**
 * One row as the store keeps it: column name to value, every column of the table present.
 *
 * | type | value |
 * |---|---|
 * | boolean | `boolean` |
 * | byte, short, integer, float, double | `number` |
 * | long | `bigint` |
 * | string, varchar(n), char(n) | `string` |
 * | binary | `Uint8Array` |
 * | date | `number`, days since 1970-01-01 |
 * | timestamp, timestamp_ntz | `bigint`, microseconds since 1970-01-01T00:00:00 |
 * | decimal(p,s) | `bigint`, the unscaled value: 19.99 of scale 2 is 1999n |
 * | variant | {@link Variant} |
 * | struct | {@link Row} |
 * | array | array of values |
 * | map | `Map` from key to value |
 * | NULL | `null` |
 */
export interface Row {
  readonly [column: string]: Value;
}

/** One value of a {@link Row}. */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | Variant
  | Row
  | readonly Value[]
  | ReadonlyMap<Value, Value>;
