import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LockedTable, ReservedField } from "../lock/lock.js";
import type { ColumnType, Field } from "../table/table-schema.js";
import { hostileTables } from "../testing/random-table.js";
import { compareNumbers } from "./compare-numbers.js";

function locked(columns: readonly Field[], reserved: readonly ReservedField[] = []): LockedTable {
  return { schema: { name: { catalog: "main", schema: "shop", table: "orders" }, columns }, reserved };
}

function field(name: string, number: number, type: ColumnType = { kind: "string" }): Field {
  return { name, number, type, nullable: true };
}

function holding(...fields: readonly Field[]): Field {
  return field("items", 1, { kind: "array", elementNullable: true, element: { kind: "struct", fields } });
}

function told(before: LockedTable, after: LockedTable): readonly string[] {
  return compareNumbers(before, after).map((change) => {
    expect(change).toMatchObject({
      rule: "field-number-changed",
      class: "breaking",
      table: "main.shop.orders",
    });
    return `${change.path} ${change.before} ${change.after}`;
  });
}

describe("field numbers", () => {
  test("are no change where they are as they were, in any order", () => {
    const one = locked([field("a", 1), field("b", 2)]);
    expect(told(one, locked([field("b", 2), field("a", 1), field("c", 3)]))).toEqual([]);
  });

  test("are told where they changed, inside of columns too", () => {
    expect(told(locked([field("a", 1)]), locked([field("a", 2)]))).toEqual(["a 1 2"]);
    expect(told(locked([holding(field("sku", 1))]), locked([holding(field("sku", 4))]))).toEqual([
      "items[].sku 1 4",
    ]);
    const map = (number: number): Field =>
      field("m", 1, {
        kind: "map",
        key: { kind: "string" },
        value: { kind: "struct", fields: [field("x", number)] },
        valueNullable: true,
      });
    expect(told(locked([map(1)]), locked([map(2)]))).toEqual(["m[value].x 1 2"]);
  });

  test("stay with a column that was renamed", () => {
    expect(told(locked([field("a", 1)]), locked([field("b", 1)]))).toEqual([]);
  });

  test("are told where another field got that of one that is gone, now or earlier", () => {
    const int: ColumnType = { kind: "int" };
    expect(told(locked([field("a", 1)]), locked([field("b", 1, int)]))).toEqual(["b 1 1"]);
    const reserved = [
      { path: "gone", number: 7 },
      { path: 'items[]."a.b"', number: 8 },
    ];
    const before = locked([holding(field("sku", 1))], reserved);
    expect(told(before, locked([holding(field("sku", 1), field("new", 8)), field("x", 7)]))).toEqual([
      "items[].new 8 8",
      "x 7 7",
    ]);
    expect(told(before, locked([holding(field("sku", 1), field("new", 7)), field("x", 8)]))).toEqual([]);
  });

  test("never make it throw", () => {
    fc.assert(
      fc.property(hostileTables, hostileTables, (before, after) => {
        compareNumbers(
          { schema: before, reserved: [{ path: '"\\', number: 1 }] },
          { schema: after, reserved: [] },
        );
        expect(compareNumbers({ schema: before, reserved: [] }, { schema: before, reserved: [] })).toEqual(
          [],
        );
      }),
    );
  });
});
