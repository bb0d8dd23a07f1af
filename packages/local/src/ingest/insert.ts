import type { EncodedRows } from "../record/encoded-rows.js";
import { jsonArrayElements } from "../record/json-array.js";
import { RecordError } from "../record/record-error.js";
import { compileDecoder } from "../record/record-plan.js";
import { MAX_VALUES } from "../record/value-budget.js";
import type { Row } from "../schema/row.js";
import type { Table } from "../store/table.js";
import { decodeRows } from "./ingest-request.js";
import { jsonPlan, refuseKind } from "./open-stream.js";
import { Refusal } from "./refusal.js";

/** Rows that came without a stream, checked. */
export interface Insert {
  readonly encoded: EncodedRows;
  readonly rows: readonly Row[];
}

/**
 * Reads a JSON array of records as rows of a table as it is now: all of them, or none.
 * @throws {Refusal} INVALID_ARGUMENT naming the first bad row
 */
export function readInsert(body: Uint8Array, table: Table): Insert {
  refuseKind(table);
  const plan = jsonPlan(table);
  const columns = table.schema.fields.length;
  const records = recordsOf(body, Math.floor(MAX_VALUES / columns));
  return { encoded: { plan, records }, rows: decodeRows({ records }, compileDecoder(plan), columns) };
}

/**
 * Adds rows to a table in the same turn; resolves when they are durable.
 * @param bytes their size on the wire
 * @throws {Refusal} UNAVAILABLE when they could not be stored
 */
export function commitInsert({ commits }: Table, rows: EncodedRows, bytes: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const source = {
      committed: () => resolve(),
      failed: (reason: unknown) =>
        reject(new Refusal("UNAVAILABLE", `the commit failed, send the rows again: ${String(reason)}`)),
    };
    commits.add({ source, offset: 0n, rows, bytes });
  });
}

function recordsOf(body: Uint8Array, most: number): readonly Uint8Array[] {
  try {
    const records = jsonArrayElements(body, most);
    if (records.length > 0) return records;
  } catch (error) {
    if (!(error instanceof RecordError)) throw error;
    throw new Refusal("INVALID_ARGUMENT", `the body is not a JSON array of records: ${error.message}`);
  }
  throw new Refusal("INVALID_ARGUMENT", "the request has no records");
}
