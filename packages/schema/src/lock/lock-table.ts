import { elementPath, entryPath } from "../table/column-path.js";
import type { ColumnType, Field, TableSchema } from "../table/table-schema.js";
import { exactPath } from "./exact-path.js";
import type { LockedTable } from "./lock.js";
import { NumberHistory } from "./number-history.js";

/**
 * The table as the lock keeps it: what was read, with the field numbers pinned by name, on every level.
 *
 * - A column of the lock keeps its number, wherever it stands now and whatever its type became.
 * - A new one gets the number of its position if no column ever had that, else the one after the highest.
 * - One that is gone leaves name and number reserved. When the name comes back, so does its number.
 * - A renamed one is a new one: rows are matched by name, and so are the bytes of old rows.
 *
 * A source that knows columns only (no `facts`), such as a `.proto`, numbers its fields itself: those numbers stay,
 * and its author has `reserved`.
 *
 * @see https://protobuf.dev/programming-guides/proto3/#deleting
 */
export function lockTable(previous: LockedTable | undefined, read: TableSchema): LockedTable {
  if (read.facts === undefined) return { schema: read, reserved: [] };
  const history = new NumberHistory(previous);
  const columns = pinFields(read.columns, "", history);
  return { schema: { ...read, columns }, reserved: history.rest() };
}

function pinFields(fields: readonly Field[], parent: string, history: NumberHistory): readonly Field[] {
  const known = fields.map(({ name }) => history.giveBack(parent, name));
  // Before any new field looks for a free number, each may have its own.
  const own = fields.map(({ number }, at) =>
    known[at] === undefined && history.take(parent, number) ? number : undefined,
  );
  return fields.map((field, at) => ({
    ...field,
    number: known[at] ?? own[at] ?? history.takeNext(parent),
    type: pinType(field.type, exactPath(parent, field.name), history),
  }));
}

function pinType(type: ColumnType, path: string, history: NumberHistory): ColumnType {
  switch (type.kind) {
    case "struct":
      return { ...type, fields: pinFields(type.fields, path, history) };
    case "array":
      return { ...type, element: pinType(type.element, elementPath(path), history) };
    case "map":
      return {
        ...type,
        key: pinType(type.key, entryPath(path, "key"), history),
        value: pinType(type.value, entryPath(path, "value"), history),
      };
  }
  return type;
}
