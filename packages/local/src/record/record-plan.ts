import type { StructType } from "../schema/struct-type.js";
import type { UnsupportedColumn } from "../schema/unsupported-column.js";
import { compileJsonDecoder } from "./json-decoder.js";
import { compileRowDecoder, type RowDecoder } from "./row-decoder.js";
import type { StructPlan } from "./row-plan.js";

/** How the records of a stream become rows of its table. Plain data: another thread or a later process can follow it. */
export type RecordPlan =
  | { readonly recordType: "PROTO"; readonly row: StructPlan }
  | {
      readonly recordType: "JSON";
      readonly schema: StructType;
      readonly unsupported: readonly UnsupportedColumn[];
    };

/** How the records of a stream are encoded: all as the request to create it says. */
export type RecordTypeName = RecordPlan["recordType"];

/** Compiles the decoder of such records. */
export function compileDecoder(plan: RecordPlan): RowDecoder {
  switch (plan.recordType) {
    case "PROTO":
      return compileRowDecoder(plan.row);
    case "JSON":
      return compileJsonDecoder(plan.schema, plan.unsupported);
  }
}
