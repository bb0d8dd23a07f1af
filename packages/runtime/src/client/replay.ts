import { BatchBuilder } from "../batch/batch-builder.js";
import type { TableDefinition } from "../codegen/table.js";
import { ZerobusError } from "../errors.js";
import { columnNames } from "../row/column-names.js";
import { withColumns, withPropertiesOf } from "../row/member-columns.js";
import { readRecord } from "../row/read-record.js";
import { RowError } from "../row/row-error.js";
import { type Member, membersOf } from "../row/row-shape.js";
import type { SpoolSubject } from "../spool/spool-subject.js";
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
 * @throws ZerobusError `spool`, with the spools as they were, when rows do not fit and there is nobody who takes them.
 */
export function replayLeftovers<Row>(
  spools: LaneSpools,
  table: TableDefinition<Row>,
  rows: RowStream<Row>,
  handOver: HandOver<Row> | undefined,
): void {
  if (handOver === undefined) requireFitting(spools, table);
  const misfitOf = misfits(table);
  try {
    rows.together(() => {
      for (const row of leftoverRows<Row>(spools, table)) {
        // Before anything of the application's looks at the row, such as `laneKey`.
        const misfit = misfitOf(row);
        if (misfit === undefined) rows.replay(row, table.write);
        else entrust(row, misfit, handOver);
      }
    });
  } catch (error) {
    spools.takeBack();
    throw error;
  }
  spools.dropLeftovers();
}

function entrust<Row>(row: Row, misfit: RowError, handOver: HandOver<Row> | undefined): void {
  try {
    handOver?.(row, misfit);
  } catch (error) {
    if (error instanceof ZerobusError) throw error;
    const said = error instanceof Error ? error.message : String(error);
    const why = `a row that an earlier process left does not fit the table any more, and could not be handed over: ${said}`;
    throw new ZerobusError("spool", why, { table: misfit.table, cause: error });
  }
}

/** Tells what keeps a row from being one of the table's. */
function misfits<Row>({ name, columns, write }: TableDefinition<Row>): (row: Row) => RowError | undefined {
  const builder = new BatchBuilder("proto", undefined, columnNames(columns));
  return (row) => {
    const issues = builder.add(row, write, () => {});
    return issues.length === 0 ? undefined : new RowError(name, issues);
  };
}

function* leftoverRows<Row>(spools: LaneSpools, table: TableDefinition<Row>): Generator<Row> {
  const now = withColumns(membersOf(table.write), columnNames(table.columns));
  let last: SpoolSubject | undefined;
  let shape: readonly Member[] = [];
  for (const { subject, row } of spools.leftovers()) {
    // The properties may have been named otherwise then.
    if (subject !== last) shape = withPropertiesOf(now, subject.shape);
    last = subject;
    // Whether it is a Row still, `write` finds out.
    yield readRecord(row, subject.format, shape) as Row;
  }
}

function requireFitting<Row>(spools: LaneSpools, table: TableDefinition<Row>): void {
  const misfitOf = misfits(table);
  let count = 0;
  let first: RowError | undefined;
  for (const row of leftoverRows<Row>(spools, table)) {
    const misfit = misfitOf(row);
    if (misfit === undefined) continue;
    count++;
    first ??= misfit;
  }
  if (first === undefined) return;
  throw new ZerobusError(
    "spool",
    `${count} rows that an earlier process left do not fit the table any more`,
    {
      table: table.name,
      cause: first,
      hint: "give onRejected or deadLetterFile, which take such rows over, or the client that the rows were made with",
    },
  );
}
