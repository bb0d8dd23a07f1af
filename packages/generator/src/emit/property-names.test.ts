import { protoCamelCase } from "@bufbuild/protobuf/reflect";
import type { Field } from "@zerobus-gen/schema";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { camelName, propertyNames } from "./property-names.js";

const column = (name: string): Field => ({ name, number: 1, type: { kind: "int" }, nullable: true });

function struct(name: string, ...fields: readonly string[]): Field {
  return { ...column(name), type: { kind: "struct", fields: fields.map(column) } };
}

/** The renamed columns, as `defineTable` gets them. */
function renamed(...columns: readonly (string | Field)[]): Readonly<Record<string, string>> {
  const fields = columns.map((each) => (typeof each === "string" ? column(each) : each));
  const names = propertyNames(fields, { naming: "camel" });
  return Object.fromEntries([...names].map(([name, property]) => [property, name]));
}

test.each([
  ["order_id", "orderId"],
  ["ORDER_ID", "orderId"],
  ["OrderID", "orderId"],
  ["HTTPStatus", "httpStatus"],
  ["ID", "id"],
  ["orderId", "orderId"],
  ["userID", "userID"],
  ["user_ID", "userId"],
  ["p2p_id", "p2pId"],
  ["pm2_5", "pm25"],
  ["_id", "id"],
  ["id_", "id"],
  ["a__b", "aB"],
  ["_1st", "_1st"],
  ["_", "_"],
  ["__proto__", "proto"],
  ["to_string", "toString"],
])("%s is %s in camel case", (name, want) => {
  expect(camelName(name)).toBe(want);
});

test("names in lower_snake_case are what protobuf-es makes of them, so that its messages are rows", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/), (name) => {
      expect(camelName(name)).toBe(protoCamelCase(name));
    }),
  );
});

describe(propertyNames, () => {
  it("renames nothing unless it is asked to", () => {
    expect(propertyNames([column("order_id")], {})).toEqual(new Map());
    expect(propertyNames([column("order_id")], { naming: "preserve" })).toEqual(new Map());
  });

  it.each([
    [
      "columns at every level",
      ["order_id", struct("line_item", "unit_price")],
      ["orderId", "lineItem", "unitPrice"],
    ],
    ["one name at two levels", ["order_id", struct("items", "order_id")], ["orderId"]],
    ["no column whose form another one has", ["order_id", "order__id", "x_y"], ["xY"]],
    ["no column whose form is another one's own name", ["order_id", "orderId"], []],
    ["no column whose form every object has", ["to_string", "_constructor"], []],
    ["no column whose form another one has further down", ["order_id", struct("items", "OrderId")], []],
  ])("renames %s", (_, columns, want) => {
    expect(Object.keys(renamed(...columns))).toEqual(want);
  });

  it("finds the fields of STRUCTs in lists and maps", () => {
    const { type } = struct("", "unit_price");
    const list = { ...column("a"), type: { kind: "array", element: type, elementNullable: false } } as const;
    const map = {
      ...column("b"),
      type: {
        kind: "map",
        key: { kind: "string" },
        value: struct("", "net_price").type,
        valueNullable: false,
      },
    } as const;
    expect(renamed(list, map)).toEqual({ unitPrice: "unit_price", netPrice: "net_price" });
  });

  it("lets every property tell its column", () => {
    const name = fc.stringMatching(/^[aAbB_1]{1,6}$/).filter((text) => !/^\d/.test(text));
    fc.assert(
      fc.property(fc.uniqueArray(name), (names) => {
        const given = propertyNames(names.map(column), { naming: "camel" });
        const properties = names.map((each) => given.get(each) ?? each);
        expect(new Set(properties).size).toBe(names.length);
        for (const property of properties) expect(property).toMatch(/^[A-Za-z_]\w*$/);
      }),
    );
  });
});
