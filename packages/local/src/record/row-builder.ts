import type { Row, Value } from "../schema/row.js";

/** The values of one row as they are found, by column; undefined where there was none. */
export type Slots = (Value | undefined)[];

/** Compiles what makes a row of its values, every column in order. `absent` has what stands for a missing value. */
export function rowBuilder(
  names: readonly string[],
  absent: readonly (() => Value)[],
): (slots: Slots) => Row {
  const valueAt = (slots: Slots, i: number): Value => {
    const value = slots[i];
    return value === undefined ? (absent[i]?.() ?? null) : value;
  };
  if (names.includes("__proto__")) {
    // Assigning to this name would replace the row's prototype instead of adding a column.
    return (slots) => Object.fromEntries(names.map((name, i) => [name, valueAt(slots, i)]));
  }
  return (slots) => {
    const row: Record<string, Value> = {};
    for (let i = 0; i < names.length; i++) row[names[i] ?? ""] = valueAt(slots, i);
    return row;
  };
}
