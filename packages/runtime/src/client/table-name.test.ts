import { expect, test } from "vitest";
import { assertTableName } from "./table-name.js";

test.each(["main.shop.orders", "a.b.c", "my-cat.s_1.t$", "a.b.constructor"])(
  "%j is a table's name",
  (name) => {
    assertTableName(name);
  },
);

test.each([
  "",
  "orders",
  "shop.orders",
  "a.b.c.d",
  ".b.c",
  "a..c",
  "a.b.",
  "a.b. ",
  "a.b.c\n",
  "a.b.größe",
  "a.b.c d",
])("%j is none", (name) => {
  expect(() => assertTableName(name)).toThrow(
    expect.objectContaining({
      code: "invalid_argument",
      message: expect.stringContaining(`${JSON.stringify(name)} is no full name of a table`),
    }),
  );
});
