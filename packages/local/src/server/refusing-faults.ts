import type { RowFault } from "../faults/fault.js";
import type { FaultBook } from "../faults/fault-book.js";
import type { Occasion } from "../faults/fault-rule.js";
import { Refusal } from "../ingest/refusal.js";
import type { Row } from "../schema/row.js";

/**
 * Faults that keep a stream from being created.
 * @throws {Refusal} for the first that strikes
 */
export function refuseOpen(faults: FaultBook, occasion: Occasion): void {
  for (const fault of faults.strikes("open", occasion)) {
    switch (fault.kind) {
      case "refuse-create":
        throw new Refusal(fault.code, fault.message ?? "a scripted fault refused the stream", fault.causes);
      case "reject-token":
        throw new Refusal(fault.code ?? "UNAUTHENTICATED", "a scripted fault rejected the token");
    }
  }
}

/**
 * Faults that make a row a bad one.
 * @throws {Refusal} naming the first such row, in the words of one that cannot be decoded
 */
export function refuseRows(
  faults: FaultBook,
  occasion: Occasion,
  rows: readonly Row[],
  offset: bigint,
): void {
  if (faults.isEmpty) return;
  const placeOf = (fault: RowFault): number => rows.findIndex((row) => holds(row, fault));
  for (const fault of faults.strikes("row", occasion, (candidate) => placeOf(candidate) >= 0)) {
    throw new Refusal(
      "INVALID_ARGUMENT",
      `Record decoder/encoder error: row ${placeOf(fault)} of the request at offset ${offset}, ` +
        `column ${fault.column}: a scripted fault refuses ${JSON.stringify(fault.equals)}. Error Code: 4044`,
      [],
      "record",
    );
  }
}

function holds(row: Row, { column, equals }: RowFault): boolean {
  const value = row[column];
  return typeof value === "bigint" ? equals !== null && String(value) === String(equals) : value === equals;
}
