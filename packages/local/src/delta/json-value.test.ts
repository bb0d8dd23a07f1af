import { expect, test } from "vitest";
import type { DataType } from "../schema/struct-type.js";
import { fromJson, toJson } from "./json-value.js";

const TYPE: DataType = {
  type: "struct",
  fields: [
    { name: "l", type: "long", nullable: true, metadata: {} },
    {
      name: "a",
      type: { type: "array", elementType: "string", containsNull: true },
      nullable: true,
      metadata: {},
    },
    {
      name: "m",
      type: { type: "map", keyType: "string", valueType: "integer", valueContainsNull: true },
      nullable: true,
      metadata: {},
    },
    { name: "b", type: "boolean", nullable: true, metadata: {} },
  ],
};

test("JSON becomes a value and comes back", () => {
  const json = { l: 2 ** 40, a: ["x", null], m: { k: 1, n: null } };
  const value = fromJson(TYPE, { ...json, unknown: 1 });
  expect(value).toEqual({
    l: 2n ** 40n,
    a: ["x", null],
    m: new Map([
      ["k", 1],
      ["n", null],
    ]),
    b: null,
  });
  expect(toJson(value)).toEqual(json);
});

test.each([[{ l: "1" }], [{ l: 0.5 }], [{ a: "text" }], [{ a: [1] }], [{ m: { k: "1" } }], [{ b: 1 }], [7]])(
  "%j does not become a value",
  (json) => {
    expect(() => fromJson(TYPE, json)).toThrow();
  },
);
