import type { ColumnType, Field, TableSettings } from "@zerobus-gen/schema";

/** What columns and STRUCT fields are called as properties, where not as they are: the same at every level. */
export type PropertyNames = ReadonlyMap<string, string>;

/**
 * Names the properties of a table. Columns whose camel forms are one, wherever they stand, keep their own names: a
 * property then always tells its column. So does one whose form every object has, such as `toString`.
 */
export function propertyNames(columns: readonly Field[], { naming }: TableSettings): PropertyNames {
  if (naming !== "camel") return new Map();
  const names = new Set<string>();
  collectNames(columns, names);
  const claims = new Map<string, number>();
  for (const name of names) claims.set(camelName(name), (claims.get(camelName(name)) ?? 0) + 1);
  const isOwn = (name: string, camel: string): boolean =>
    camel === name || claims.get(camel) !== 1 || camel in {};
  return new Map(
    [...names].flatMap((name) => (isOwn(name, camelName(name)) ? [] : [[name, camelName(name)]])),
  );
}

function collectNames(fields: readonly Field[], names: Set<string>): void {
  for (const { name, type } of fields) {
    names.add(name);
    for (const inner of structsIn(type)) collectNames(inner, names);
  }
}

/** The fields of the STRUCTs that a type holds, without those inside of them. */
function structsIn(type: ColumnType): readonly (readonly Field[])[] {
  switch (type.kind) {
    case "struct":
      return [type.fields];
    case "array":
      return structsIn(type.element);
    case "map":
      return [...structsIn(type.key), ...structsIn(type.value)];
  }
  return [];
}

/**
 * `order_id` → `orderId`, `ORDER_ID` → `orderId`, `OrderID` → `orderId`. A name that is in camel case stays as it is,
 * and so does one that would begin with a digit.
 */
export function camelName(name: string): string {
  if (/^[a-z][A-Za-z0-9]*$/.test(name)) return name;
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1_$2")
    .split("_")
    .filter((word) => word !== "")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase());
  const joined = words.join("");
  return /^[A-Za-z]/.test(joined) ? joined.charAt(0).toLowerCase() + joined.slice(1) : name;
}
