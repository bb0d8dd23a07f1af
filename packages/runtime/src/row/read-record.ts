import { readJsonMembers } from "./read-json-row.js";
import { readMembers } from "./read-row.js";
import type { RecordFormat } from "./record-format.js";
import type { Member } from "./row-shape.js";

/** The row in a record of this format, in forms that the `write` function with these members takes again. */
export function readRecord(bytes: Uint8Array, format: RecordFormat, members: readonly Member[]): unknown {
  return format === "json" ? readJsonMembers(bytes, members) : readMembers(bytes, members);
}
