import { ByteWriter, parquetWrite } from "hyparquet-writer";
import { hasScalar } from "../schema/has-scalar.js";
import type { DataType, StructType } from "../schema/struct-type.js";
import { parquetSchemaOf } from "./parquet-schema.js";
import type { Column } from "./pivot.js";

const ROWS_PER_GROUP = 100_000;

/**
 * The bytes of a Parquet file, Snappy-compressed. The columns are the schema's, in its order and checked against it.
 */
export function encodeParquet(schema: StructType, columns: readonly Column[]): Uint8Array {
  const writer = new ByteWriter();
  parquetWrite({
    writer,
    schema: parquetSchemaOf(schema),
    columnData: schema.fields.map(({ name, type }, index) => ({
      name,
      data: columns[index] ?? [],
      // A dictionary would take -0 for 0.
      ...(hasScalar(type, isFloating) ? { encoding: "PLAIN" as const } : {}),
    })),
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
