import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { readTableInfo } from "./catalog-table.js";
import { tableInfoJson } from "./table-info-json.js";

const file = new URL("../../../../test/tables/every_type.json", import.meta.url);

it("describes a table so that the same columns are read from it again", () => {
  const [table] = readTableInfo(JSON.parse(readFileSync(file, "utf8")), "every_type").tables;
  if (table === undefined) throw new Error("the table could not be read");
  const again = readTableInfo(tableInfoJson(table), "again");
  expect(again).toEqual({
    tables: [{ ...table, facts: { kind: "MANAGED", format: "DELTA" } }],
    problems: [],
  });
});
