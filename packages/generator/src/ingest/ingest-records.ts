import type { RowError, TableStream } from "@zerobus-gen/runtime";
import type { DynamicRow } from "./dynamic-table.js";
import type { InputRecord } from "./input-record.js";
import type { LineLedger } from "./line-ledger.js";
import type { Rejects } from "./rejects.js";

/** What {@link ingestRecords} works with. */
export interface Ingestion {
  readonly stream: Pick<TableStream<DynamicRow>, "isFull" | "ready" | "ingest">;
  readonly ledger: LineLedger;
  readonly rejects: Rejects;
  /** Lines up to this one were done by an earlier run. */
  readonly skipLines: number;
  /** Most records that may be refused. */
  readonly maxRejects: number;
  /** Stops reading; what was read goes on. */
  readonly signal: AbortSignal;
  /** Called now and then. */
  readonly onProgress: () => void;
}

/** How the reading ended. */
export type Ending = "done" | "stopped" | "too-many-rejects";

/** Records between two looks at the clock. */
const PER_TURN = 512;

/** Ingests every record that fits; the others are written down with their reasons. */
export async function ingestRecords(records: AsyncIterable<InputRecord>, to: Ingestion): Promise<Ending> {
  let count = 0;
  for await (const record of records) {
    if (to.signal.aborted) return "stopped";
    if (record.line <= to.skipLines) continue;
    if (++count % PER_TURN === 0) to.onProgress();
    while (to.stream.isFull) await to.stream.ready({ signal: to.signal });
    const reasons = "problem" in record ? [record.problem] : take(record, to);
    if (reasons === undefined) continue;
    to.rejects.add({ line: record.line, reasons, raw: record.raw });
    if (to.rejects.count > to.maxRejects) return "too-many-rejects";
  }
  return "done";
}

/** Undefined when the row was accepted; else what is wrong with it. */
function take(
  record: InputRecord & { readonly row: DynamicRow },
  to: Ingestion,
): readonly string[] | undefined {
  try {
    to.stream.ingest(record.row);
    to.ledger.accept(record.line);
    return undefined;
  } catch (error) {
    if (!isRowError(error)) throw error;
    return error.issues.map(
      ({ path, message, received, hint }) =>
        `${path}: ${message}, got ${received}${hint === undefined ? "" : `; ${hint}`}`,
    );
  }
}

/** Without the class, which would load the client for commands that need none. */
function isRowError(error: unknown): error is RowError {
  return error instanceof Error && "code" in error && error.code === "invalid_row" && "issues" in error;
}
