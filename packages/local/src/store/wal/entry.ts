import type { RecordPlan } from "../../record/record-plan.js";
import type { StructType } from "../../schema/struct-type.js";
import { FRAME_HEAD_BYTES } from "./frame.js";

/**
 * What one append wrote. Records are numbered through the life of a table, from 1 on.
 *
 * ```
 *   number of the first record | length of the news | news | requests, up to the end:
 *   f64                        | u32                | JSON | plan u32, count u32, a length u32 for each record, the records
 * ```
 */
export interface Entry {
  /** Number of the first record. */
  readonly first: number;
  readonly news: News;
  readonly requests: readonly EntryRequest[];
}

/** What the segment has not said before. */
export interface News {
  /** What the table has; in the first entry alone, since a segment ends where the table is altered. */
  readonly schema?: StructType;
  readonly plans: readonly RecordPlan[];
}

/** The records of one request. */
export interface EntryRequest {
  /** Index among all plans that the segment has told. */
  readonly plan: number;
  readonly records: readonly Uint8Array[];
}

/** Encodes an entry as the payload of a frame whose head is still to be written. `news` is the JSON of a {@link News}. */
export function encodeEntry(first: number, news: string, requests: readonly EntryRequest[]): Buffer {
  const newsBytes = Buffer.byteLength(news);
  const size = requests.reduce((sum, { records }) => sum + 8 + sizeOf(records), 12 + newsBytes);
  const frame = Buffer.allocUnsafe(FRAME_HEAD_BYTES + size);
  let at = frame.writeDoubleLE(first, FRAME_HEAD_BYTES);
  at = frame.writeUInt32LE(newsBytes, at);
  at += frame.write(news, at);
  for (const { plan, records } of requests) {
    at = frame.writeUInt32LE(plan, at);
    at = frame.writeUInt32LE(records.length, at);
    for (const record of records) at = frame.writeUInt32LE(record.length, at);
    for (const record of records) {
      frame.set(record, at);
      at += record.length;
    }
  }
  return frame;
}

/** Decodes a payload that its checksum has vouched for. The records are views of it. */
export function decodeEntry(payload: Buffer): Entry {
  const newsEnd = 12 + payload.readUInt32LE(8);
  const news: News = JSON.parse(payload.toString("utf8", 12, newsEnd));
  const requests: EntryRequest[] = [];
  for (let at = newsEnd; at < payload.length; ) {
    const plan = payload.readUInt32LE(at);
    const count = payload.readUInt32LE(at + 4);
    const lengths = at + 8;
    at = lengths + 4 * count;
    const records = Array.from({ length: count }, (_, i) => {
      const start = at;
      at += payload.readUInt32LE(lengths + 4 * i);
      return payload.subarray(start, at);
    });
    requests.push({ plan, records });
  }
  return { first: payload.readDoubleLE(0), news, requests };
}

/** How many records requests have. */
export function countRecords(requests: readonly { readonly records: readonly Uint8Array[] }[]): number {
  return requests.reduce((sum, { records }) => sum + records.length, 0);
}

function sizeOf(records: readonly Uint8Array[]): number {
  return records.reduce((sum, record) => sum + 4 + record.length, 0);
}
