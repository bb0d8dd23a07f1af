import { expect, test } from "vitest";
import { grants } from "./grants.js";
import { formatScript } from "./statement.js";

const name = { catalog: "my-catalog", schema: "shop", table: "orders" };

test("are exactly what a producer needs", () => {
  expect(
    formatScript(grants(name, "0c5c1a2b-77")),
  ).toBe(`GRANT USE CATALOG ON CATALOG \`my-catalog\` TO \`0c5c1a2b-77\`;

GRANT USE SCHEMA ON SCHEMA \`my-catalog\`.shop TO \`0c5c1a2b-77\`;

-- ALL PRIVILEGES is not enough: Zerobus looks for these by name, on the table itself
GRANT SELECT, MODIFY ON TABLE \`my-catalog\`.shop.orders TO \`0c5c1a2b-77\`;`);
});

test("are only those that are missing", () => {
  expect(grants(name, "producers", ["MODIFY"]).map(({ sql }) => sql)).toEqual([
    "GRANT MODIFY ON TABLE `my-catalog`.shop.orders TO `producers`",
  ]);
});

test("put any principal into back-ticks", () => {
  const [first] = grants(name, "a`; DROP");
  expect(first?.sql).toBe("GRANT USE CATALOG ON CATALOG `my-catalog` TO `a``; DROP`");
});
