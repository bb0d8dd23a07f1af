import { describe, expect, test } from "vitest";
import { problemOf } from "./problem.js";
import { concludeRead, joinReads } from "./schema-read.js";
import type { TableSchema } from "./table-schema.js";

function table(name: string): TableSchema {
  return {
    name: { catalog: "main", schema: "shop", table: name },
    columns: [{ name: "id", number: 1, type: { kind: "bigint" }, nullable: false }],
  };
}

const warning = problemOf("main.shop.orders", { code: "EXTERNAL_TABLE", message: "external" });
const error = problemOf("main.shop.orders", { code: "TABLE_KIND", message: "a view" });

describe("concludeRead", () => {
  test("keeps a table that has warnings only", () => {
    expect(concludeRead(table("orders"), [warning])).toEqual({
      tables: [table("orders")],
      problems: [warning],
    });
  });

  test("drops a table that the source refused", () => {
    expect(concludeRead(table("orders"), [error])).toEqual({ tables: [], problems: [error] });
  });

  test("drops a table that breaks a rule, and says so beside what the source said", () => {
    const read = concludeRead({ ...table("orders"), columns: [] }, [warning]);
    expect(read.tables).toEqual([]);
    expect(read.problems.map(({ severity, code }) => `${severity} ${code}`)).toEqual([
      "warning EXTERNAL_TABLE",
      "error NO_COLUMNS",
    ]);
  });
});

describe("joinReads", () => {
  test("puts tables and problems one after another", () => {
    const joined = joinReads([
      { tables: [table("a")], problems: [warning] },
      { tables: [table("b")], problems: [error] },
    ]);
    expect(joined).toEqual({ tables: [table("a"), table("b")], problems: [warning, error] });
  });

  test("keeps the first of two tables with one name, ignoring case", () => {
    const joined = joinReads([
      { tables: [table("orders")], problems: [] },
      { tables: [table("ORDERS")], problems: [] },
    ]);
    expect(joined.tables).toEqual([table("orders")]);
    expect(joined.problems).toEqual([
      expect.objectContaining({ code: "DUPLICATE_TABLE", table: "main.shop.ORDERS" }),
    ]);
  });
});
