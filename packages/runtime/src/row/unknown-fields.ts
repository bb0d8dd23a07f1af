import type { WriteStruct } from "../codegen/row-writer.js";
import type { ColumnNames } from "./column-names.js";
import { isMessage, MESSAGE_KEYS } from "./object-kind.js";
import type { Refusal } from "./row-issue.js";
import { membersOf } from "./row-shape.js";

/** A key of a row or STRUCT that its table does not have. */
export interface UnknownField {
  readonly key: string;
  readonly refusal: Refusal;
}

/** Whether a literal has values under `count` keys, and no others beside those of a message. */
export function holdsOnly<T extends object>(value: T, count: number): boolean {
  let keys = 0;
  for (const _ in value) keys++;
  // As many keys as values were written: no other is there, and none of them had to be read.
  if (keys === count) return true;
  let held = 0;
  for (const key in value) if (value[key] !== null && value[key] !== undefined) held++;
  // Looked at last, so that rows that are no messages do not pay for it.
  return held === count || (isMessage(value) && held === count + countMessageKeys(value));
}

function countMessageKeys(value: object): number {
  return MESSAGE_KEYS.filter((key) => (Reflect.get(value, key) ?? undefined) !== undefined).length;
}

/**
 * The own keys of `value` that hold a value and that `write` does not write: the first `limit` of them. What tells a
 * message of protobuf-es from a row is no such key.
 */
export function unknownFields<T>(
  value: T & object,
  write: WriteStruct<T>,
  limit: number,
  columns?: ColumnNames,
): readonly UnknownField[] {
  const names = membersOf(write).map((member) => member.name);
  const known = new Set(names);
  if (isMessage(value)) for (const key of MESSAGE_KEYS) known.add(key);
  const unknown: UnknownField[] = [];
  for (const key of Object.keys(value)) {
    if (unknown.length >= limit) break;
    const held: unknown = Reflect.get(value, key);
    if (known.has(key) || held === null || held === undefined) continue;
    unknown.push({ key, refusal: refuse(key, names, columns) });
  }
  return unknown;
}

function refuse(key: string, names: readonly string[], columns: ColumnNames | undefined): Refusal {
  const property = names.find((name) => columns?.get(name) === key);
  if (property !== undefined) {
    const message = "is what the table calls the column, and not its property";
    return { code: "UNKNOWN_FIELD", message, hint: `write it ${property}` };
  }
  const hint = hintFor(key, nearestName(key, names), names);
  return { code: "UNKNOWN_FIELD", message: "is no column of the table", hint };
}

function hintFor(key: string, nearest: string | undefined, names: readonly string[]): string {
  if (nearest === undefined) return `the columns are ${list(names)}`;
  const isCaseSlip = nearest.toLowerCase() === key.toLowerCase();
  return isCaseSlip ? `names are case-sensitive: write ${nearest}` : `did you mean ${nearest}?`;
}

function list(names: readonly string[]): string {
  return names.length <= 8
    ? names.join(", ")
    : `${names.slice(0, 8).join(", ")} and ${names.length - 8} more`;
}

/** The name that a typing slip most likely meant: at most a third of its letters away. */
function nearestName(key: string, names: readonly string[]): string | undefined {
  let nearest: string | undefined;
  let least = Math.floor(Math.min(key.length, 40) / 3) + 1;
  for (const name of names) {
    if (Math.abs(name.length - key.length) >= least) continue;
    const distance = editDistance(key.toLowerCase(), name.toLowerCase());
    if (distance < least) [nearest, least] = [name, distance];
  }
  return nearest;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
