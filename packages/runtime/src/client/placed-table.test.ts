import { expect, test } from "vitest";
import { placedTable, resolvePlacement } from "./placed-table.js";

const table = { name: "dev.shop.orders", fingerprint: "f", descriptor: "", write: () => {} };

test.each([
  [{}, "dev.shop.orders"],
  [{ catalog: "prod" }, "prod.shop.orders"],
  [{ schema: "shop2" }, "dev.shop2.orders"],
  [{ catalog: "prod", schema: "shop2" }, "prod.shop2.orders"],
])("with %j the table is %s", (placement, want) => {
  expect(placedTable(table, placement)).toEqual({ ...table, name: want });
});

test("options count more than the environment, and what is empty says nothing", () => {
  const environment = { ZEROBUS_CATALOG: "stage", ZEROBUS_SCHEMA: " " };
  expect(resolvePlacement({}, environment)).toEqual({ catalog: "stage" });
  expect(resolvePlacement({ catalog: "prod" }, environment)).toEqual({ catalog: "prod" });
  expect(resolvePlacement({}, {})).toEqual({});
});
