import { MAX_ROW_BYTES } from "../protocol/limits.js";
import { bytesOf, objectKind } from "./object-kind.js";
import type { RowIssue } from "./row-issue.js";

/** So many values of a row are looked at to see what makes it large. */
const MOST_VALUES = 1_000_000;

/** Columns with less than a tenth of a row's bytes are not what makes it too large. */
const LEAST_BYTES = MAX_ROW_BYTES / 10;

/** The issue of a row that is longer than a request may be. Names up to three columns that take the most of it. */
export function tooLarge(row: unknown): RowIssue {
  const limit = `is longer than ${MAX_ROW_BYTES} bytes, the most a request carries`;
  const columns = largestMembers(row).map(({ name, bytes }) => `${name} has about ${bytes}`);
  return {
    code: "RECORD_TOO_LARGE",
    path: "row",
    type: "",
    message: columns.length === 0 ? limit : `${limit}: ${columns.join(", ")}`,
    received: "a longer row",
    hint: "store large values elsewhere and ingest a reference to them",
  };
}

function largestMembers(row: unknown): readonly { readonly name: string; readonly bytes: number }[] {
  if (typeof row !== "object" || row === null) return [];
  const gauge = new Gauge();
  return Object.keys(row)
    .map((name) => ({ name, bytes: gauge.sizeOf(dataOf(row, name), 0) }))
    .filter(({ bytes }) => bytes >= LEAST_BYTES)
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, 3);
}

/** What a property holds, without calling a getter. */
function dataOf(holder: object, name: string): unknown {
  return Object.getOwnPropertyDescriptor(holder, name)?.value;
}

/** Sizes as they are before they are encoded: near enough to tell large from small. */
class Gauge {
  #left = MOST_VALUES;

  sizeOf(value: unknown, depth: number): number {
    if (this.#left-- <= 0) return 0;
    if (typeof value === "string") return value.length;
    if (typeof value !== "object" || value === null || depth > 100) return 1;
    const bytes = bytesOf(value);
    if (bytes !== undefined) return bytes.byteLength;
    let size = 1;
    for (const member of membersOf(value)) {
      if (this.#left <= 0) break;
      size += this.sizeOf(member, depth + 1);
    }
    return size;
  }
}

/** Of what can be looked at a second time. */
function* membersOf(value: object): Generator<unknown> {
  if (Array.isArray(value) || value instanceof Set) yield* value;
  else if (value instanceof Map) for (const entry of value) yield* entry;
  else if (objectKind(value) !== "other") for (const name of Object.keys(value)) yield dataOf(value, name);
}
