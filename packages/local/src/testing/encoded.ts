import type { EncodedRows } from "../record/encoded-rows.js";
import type { RecordPlan } from "../record/record-plan.js";
import type { Row } from "../schema/row.js";
import type { StructType } from "../schema/struct-type.js";
import { jsonRecord } from "./records.js";

/** Rows of a schema as a request brings them, in JSON. */
export function encoded(schema: StructType): (...rows: readonly Row[]) => EncodedRows {
  const plan: RecordPlan = { recordType: "JSON", schema, unsupported: [] };
  return (...rows) => ({ plan, records: rows.map((row) => Buffer.from(jsonRecord(row, schema))) });
}
