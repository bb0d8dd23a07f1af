import type { LockedTable } from "../lock/lock.js";
import { columnPath, elementPath, entryPath } from "../table/column-path.js";
import { formatTableName } from "../table/table-name.js";
import type { ColumnType, Field } from "../table/table-schema.js";
import { boundedTable } from "./bounded-type.js";
import type { Change } from "./change.js";
import { foundChange } from "./found-change.js";
import { matchFields } from "./match-fields.js";

interface Numbering {
  readonly report: (path: string, message: string, before: number, after: number) => void;
  /** Numbers of fields that are gone, by the path of the STRUCT that had them. */
  readonly reserved: ReadonlyMap<string, ReadonlyMap<number, string>>;
}

/**
 * Which fields have another number than in an older lock, or one that belonged to a field now gone. No stream
 * cares, since the numbers travel with it; bytes that were stored and other users of a shared `.proto` do.
 */
export function compareNumbers(before: LockedTable, after: LockedTable): readonly Change[] {
  const table = formatTableName(before.schema.name);
  const changes: Change[] = [];
  const numbering: Numbering = {
    reserved: reservedNumbers(before),
    report: (path, message, old, now) => {
      const found = foundChange("field-number-changed", message, {
        path,
        before: String(old),
        after: String(now),
      });
      changes.push({ ...found, table });
    },
  };
  const [old, now] = [boundedTable(before.schema), boundedTable(after.schema)];
  compareLevel("", old.columns, now.columns, numbering);
  return changes;
}

function compareLevel(
  path: string,
  before: readonly Field[],
  after: readonly Field[],
  numbering: Numbering,
): void {
  const { pairs, removed, added } = matchFields(before, after, true);
  for (const { before: old, after: now } of pairs) {
    const column = columnPath(path, old.name);
    if (!Object.is(old.number, now.number)) {
      const message = `number ${old.number} became ${now.number}; bytes stored with the old one are misread`;
      numbering.report(column, message, old.number, now.number);
    }
    compareInside(column, old.type, now.type, numbering);
  }
  const taken = new Map(numbering.reserved.get(path));
  for (const field of removed) taken.set(field.number, columnPath(path, field.name));
  for (const field of added) {
    const owner = taken.get(field.number);
    if (owner === undefined) continue;
    const message = `has the number ${field.number} of ${owner}, which is gone; bytes stored with that are misread`;
    numbering.report(columnPath(path, field.name), message, field.number, field.number);
  }
}

function compareInside(path: string, before: ColumnType, after: ColumnType, numbering: Numbering): void {
  if (before.kind === "struct" && after.kind === "struct") {
    compareLevel(path, before.fields, after.fields, numbering);
  } else if (before.kind === "array" && after.kind === "array") {
    compareInside(elementPath(path), before.element, after.element, numbering);
  } else if (before.kind === "map" && after.kind === "map") {
    compareInside(entryPath(path, "value"), before.value, after.value, numbering);
  }
}

function reservedNumbers({ reserved }: LockedTable): ReadonlyMap<string, ReadonlyMap<number, string>> {
  const byParent = new Map<string, Map<number, string>>();
  for (const { path, number } of reserved) {
    const parent = parentPath(path);
    const numbers = byParent.get(parent) ?? new Map<number, string>();
    byParent.set(parent, numbers.set(number, path));
  }
  return byParent;
}

/** What stands before the last dot; a dot inside a quoted name is none. */
function parentPath(path: string): string {
  let end = 0;
  let isQuoted = false;
  for (let at = 0; at < path.length; at++) {
    if (isQuoted && path[at] === "\\") at += 1;
    else if (path[at] === '"') isQuoted = !isQuoted;
    else if (path[at] === "." && !isQuoted) end = at;
  }
  return path.slice(0, end);
}
