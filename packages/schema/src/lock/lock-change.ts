import { elementPath, entryPath } from "../table/column-path.js";
import type { ColumnType, Field } from "../table/table-schema.js";
import { exactPath } from "./exact-path.js";
import type { LockedTable } from "./lock.js";
import { lockedField, lockedType } from "./locked-type.js";

/** What differs between two states of a table in the lock, in a few words: `2 columns added, 1 dropped`. */
export function describeLockChange(before: LockedTable, after: LockedTable): string {
  const [old, now] = [fieldsOf(before), fieldsOf(after)];
  const added = [...now.keys()].filter((path) => !old.has(path));
  const dropped = [...old.keys()].filter((path) => !now.has(path));
  const changed = [...now].filter(([path, field]) => old.has(path) && old.get(path) !== field);
  const order = (fields: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): string =>
    JSON.stringify([...fields.keys()].filter((path) => other.has(path)));
  const counts = [
    [added.length, "added"],
    [dropped.length, "dropped"],
    [changed.length, "changed"],
  ] as const;
  const words = counts.filter(([count]) => count > 0).map(([count, verb]) => [count, verb] as const);
  const parts = words.map(([count, verb], at) =>
    at === 0 ? `${count} column${count === 1 ? "" : "s"} ${verb}` : `${count} ${verb}`,
  );
  if (order(old, now) !== order(now, old)) parts.push("columns reordered");
  return parts.length > 0 ? parts.join(", ") : "comment or properties of the table";
}

/** Each column and nested field by its path, with what it says of itself. */
function fieldsOf({ schema }: LockedTable): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const walk = (fields: readonly Field[], parent: string): void => {
    for (const field of fields) {
      const path = exactPath(parent, field.name);
      found.set(
        path,
        JSON.stringify([lockedField({ ...field, type: { kind: "variant" } }), shape(field.type)]),
      );
      walkType(field.type, path);
    }
  };
  const walkType = (type: ColumnType, path: string): void => {
    if (type.kind === "struct") walk(type.fields, path);
    if (type.kind === "array") walkType(type.element, elementPath(path));
    if (type.kind === "map") {
      walkType(type.key, entryPath(path, "key"));
      walkType(type.value, entryPath(path, "value"));
    }
  };
  walk(schema.columns, "");
  return found;
}

/** The type without the fields inside, which speak for themselves. */
function shape(type: ColumnType): unknown {
  switch (type.kind) {
    case "struct":
      return "struct";
    case "array":
      return ["array", type.elementNullable, shape(type.element)];
    case "map":
      return ["map", type.valueNullable, shape(type.key), shape(type.value)];
  }
  return lockedType(type);
}
