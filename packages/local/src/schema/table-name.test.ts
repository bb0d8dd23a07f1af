import { describe, expect, it } from "vitest";
import { formatTableName, parseTableName, tableNameProblems } from "./table-name.js";

describe(parseTableName, () => {
  it("reads what formatTableName writes", () => {
    const name = { catalog: "a", schema: "b-c", table: "d" };
    expect(parseTableName(formatTableName(name))).toEqual(name);
  });

  it.each(["", ".", "..", "a.b", "a.b.", ".b.c", "a..c", "a.b.c.d", "a.b.c."])("refuses %j", (text) => {
    expect(parseTableName(text)).toBeUndefined();
  });
});

describe(tableNameProblems, () => {
  it.each([
    { catalog: "main", schema: "default", table: "t_1" },
    { catalog: "my-catalog", schema: "größe", table: "T" },
  ])("takes $catalog.$schema.$table", (name) => {
    expect(tableNameProblems(name)).toEqual([]);
  });

  it.each(["", ".", "..", "../x", "a b", "a/b", "a\0b", "a\u007fb", "\ud800", "x".repeat(256)])(
    "refuses %j as any of the three",
    (bad) => {
      const problems = tableNameProblems({ catalog: bad, schema: bad, table: bad });
      expect(problems.map((problem) => problem.split(" ")[0])).toEqual(["catalog", "schema", "table"]);
    },
  );

  it.each(["a-b", "größe", "a`b", "1 ", "1st"])("refuses %j as a table alone", (table) => {
    expect(tableNameProblems({ catalog: "c", schema: "s", table })).toHaveLength(1);
  });
});
