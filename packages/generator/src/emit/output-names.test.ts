import { describe, expect, it } from "vitest";
import { outputNames } from "./output-names.js";

/** The names of tables, each given as `catalog.schema.table`. */
function namesOf(...fullNames: readonly string[]): readonly string[] {
  const tables = fullNames.map((fullName) => {
    const [catalog = "", schema = "", table = ""] = fullName.split(".");
    return { schema: { name: { catalog, schema, table }, columns: [] }, settings: {} };
  });
  return [...outputNames(tables).values()].map(({ file, exported, key }) => `${file} ${exported} ${key}`);
}

describe(outputNames, () => {
  it.each([
    ["one table", ["main.shop.air_quality"], ["air_quality AirQuality airQuality"]],
    ["two of one name", ["main.a.t", "main.b.t"], ["a_t AT aT", "b_t BT bT"]],
    ["two of one schema and name", ["x.a.t", "y.a.t"], ["x_a_t XAT xAT", "y_a_t YAT yAT"]],
    ["names that differ in underscores only", ["m.s.a_b", "m.s.ab"], ["a_b AB aB", "ab Ab ab"]],
    [
      "a table called as another one's row",
      ["m.s.orders", "m.s.orders_row"],
      ["orders Orders orders", "orders_row OrdersRow2 ordersRow"],
    ],
    ["a name that generated code uses", ["m.s.table"], ["table Table2 table"]],
    ["a name that the index has", ["m.s.index", "m.s.con"], ["con2 Con con", "index2 Index index"]],
    ["names without letters", ["m.s._", "m.s.__1"], ["_ Table2 table", "__1 T1 t1"]],
  ])("names %s", (_, fullNames, want) => {
    expect(namesOf(...fullNames)).toEqual(want);
  });

  it("does not depend on the order of the tables", () => {
    expect(namesOf("m.s.orders_row", "m.s.orders")).toEqual(namesOf("m.s.orders", "m.s.orders_row"));
  });
});
