import { BatchBuilder } from "../batch/batch-builder.js";
import type { Table } from "../codegen/table.js";
import { ZerobusError } from "../errors.js";
import { readRecord } from "../row/read-record.js";
import { RowError } from "../row/row-error.js";
import type { LaneSpools } from "./lane-spools.js";
import type { RowStream } from "./row-stream.js";

/** Takes over a row that cannot be ingested. */
export type HandOver<Row> = (row: Row, error: ZerobusError) => void;

/**
 * Ingests again what earlier processes left in the spools: each row is read as it was written, and checked against the
 * table as it is now. One that does not fit any more is handed over.
 *
 * A process that dies on the way leaves some rows twice, in the old files and the new; they are then sent twice.
 *
 * @throws ZerobusError `spool`, with the spools as they were, when rows do not fit and there is nobody to hand them to.
 */
export function replayLeftovers<Row>(
  spools: LaneSpools,
  table: Table<Row>,
  rows: RowStream<Row>,
  handOver: HandOver<Row> | undefined,
): void {
  if (handOver === undefined) requireFitting(spools, table);
  rows.together(() => {
    for (const row of leftoverRows<Row>(spools)) {
      try {
        rows.replay(row, table.write);
      } catch (error) {
        if (!(error instanceof RowError) || handOver === undefined) throw error;
        handOver(row, error);
      }
    }
  });
  spools.dropLeftovers();
}

function* leftoverRows<Row>(spools: LaneSpools): Generator<Row> {
  for (const { subject, row } of spools.leftovers()) {
    // Whether it is a Row still, `write` finds out.
    yield readRecord(row, subject.format, subject.shape) as Row;
  }
}

function requireFitting<Row>(spools: LaneSpools, table: Table<Row>): void {
  const builder = new BatchBuilder();
  let misfits = 0;
  let first: RowError | undefined;
  for (const row of leftoverRows<Row>(spools)) {
    const issues = builder.add(row, table.write, () => {});
    if (issues.length === 0) continue;
    misfits++;
    first ??= new RowError(table.name, issues);
  }
  if (first === undefined) return;
  throw new ZerobusError(
    "spool",
    `${misfits} rows that an earlier process left do not fit the table any more`,
    {
      table: table.name,
      cause: first,
      hint: "give onRejected or deadLetterFile, which take such rows over, or the client that the rows were made with",
    },
  );
}
