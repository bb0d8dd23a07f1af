import { ByteWriter, parquetWrite } from "hyparquet-writer";
import { hasScalar } from "../schema/has-scalar.js";
import type { Value } from "../schema/row.js";
import type { DataType, StructType } from "../schema/struct-type.js";
import { codecFor, type ParquetCodec } from "./parquet-codec.js";
import { parquetSchemaOf } from "./parquet-schema.js";
import type { Column } from "./pivot.js";

/** Few enough for a look at the newest rows to cost little: of a file, it reads the last group. */
const ROWS_PER_GROUP = 4_096;

/** The bytes of a Parquet file. The columns are the schema's, in its order and checked against it. */
export function encodeParquet(
  schema: StructType,
  columns: readonly Column[],
  codec: ParquetCodec = codecFor(),
): Uint8Array {
  const writer = new ByteWriter();
  parquetWrite({
    writer,
    schema: parquetSchemaOf(schema),
    codec: codec.name,
    compressors: codec.compress === undefined ? {} : { [codec.name]: codec.compress },
    columnData: schema.fields.map(({ name, type }, index) => {
      const data = columns[index] ?? [];
      // A dictionary would take -0 for 0. It is the faster way otherwise, for the texts beside numbers above all.
      const isPlain = hasScalar(type, isFloating) && data.some(holdsNegativeZero);
      return { name, data, ...(isPlain && { encoding: "PLAIN" as const }) };
    }),
    rowGroupSize: ROWS_PER_GROUP,
    // The log holds exact statistics of every file; the footer need not repeat them.
    statistics: false,
    createdBy: "zerobus-gen",
  });
  return writer.getBytes();
}

function isFloating(type: DataType): boolean {
  return type === "float" || type === "double";
}

function holdsNegativeZero(value: Value): boolean {
  if (typeof value === "number") return Object.is(value, -0);
  if (value === null || typeof value !== "object" || value instanceof Uint8Array) return false;
  if (Array.isArray(value)) return value.some(holdsNegativeZero);
  if (value instanceof Map) return [...value].some((entry) => entry.some(holdsNegativeZero));
  return Object.values(value).some(holdsNegativeZero);
}
