import type { EncodedRows } from "../../record/encoded-rows.js";
import type { RecordPlan } from "../../record/record-plan.js";

/** The records of many requests end to end, in buffers of their own, so that a thread can be given them. */
export interface PackedRows {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Size of each record. */
  readonly lengths: Uint32Array<ArrayBuffer>;
  /** Two numbers a request: the id of its plan, and how many records it has. */
  readonly requests: Uint32Array<ArrayBuffer>;
}

/**
 * Copies the records of requests: posting them as they are would copy the whole of every buffer that they are views of.
 */
export function packRows(requests: readonly EncodedRows[], idOf: (plan: RecordPlan) => number): PackedRows {
  let records = 0;
  let size = 0;
  for (const request of requests) {
    records += request.records.length;
    for (const record of request.records) size += record.length;
  }
  const bytes = new Uint8Array(size);
  const lengths = new Uint32Array(records);
  const numbers = new Uint32Array(2 * requests.length);
  let at = 0;
  let next = 0;
  for (const [index, { plan, records }] of requests.entries()) {
    numbers[2 * index] = idOf(plan);
    numbers[2 * index + 1] = records.length;
    for (const record of records) {
      bytes.set(record, at);
      at += record.length;
      lengths[next++] = record.length;
    }
  }
  return { bytes, lengths, requests: numbers };
}

/** The requests again, their records views of the one buffer. */
export function unpackRows(
  { bytes, lengths, requests }: PackedRows,
  planOf: (id: number) => RecordPlan,
): EncodedRows[] {
  const unpacked: EncodedRows[] = [];
  let at = bytes.byteOffset;
  let next = 0;
  for (let request = 0; request < requests.length; request += 2) {
    const records: Uint8Array[] = [];
    for (let left = requests[request + 1] ?? 0; left > 0; left--) {
      const length = lengths[next++] ?? 0;
      records.push(Buffer.from(bytes.buffer, at, length));
      at += length;
    }
    unpacked.push({ plan: planOf(requests[request] ?? 0), records });
  }
  return unpacked;
}
