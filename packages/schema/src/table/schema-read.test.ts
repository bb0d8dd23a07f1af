import { describe, expect, test } from "vitest";
import { problemOf } from "./problem.js";
import { concludeRead, joinReads, writableTables } from "./schema-read.js";
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

  test("keeps a table that cannot be written, since it was read", () => {
    const raw = { ...table("orders"), columns: [] };
    expect(concludeRead(raw, [])).toEqual({ tables: [raw], problems: [] });
  });
});

describe("writableTables", () => {
  test("drops a table that breaks a rule, and says so beside what the source said", () => {
    const read = { tables: [{ ...table("orders"), columns: [] }, table("fine")], problems: [warning] };
    const written = writableTables(read, () => ({}));
    expect(written.tables).toEqual([table("fine")]);
    expect(written.problems.map(({ severity, code, table: name }) => `${severity} ${code} ${name}`)).toEqual([
      "warning EXTERNAL_TABLE main.shop.orders",
      "error NO_COLUMNS main.shop.orders",
    ]);
  });

  test("asks for the settings of each table", () => {
    const settings = { orders: { omit: ["id"] }, fine: {} };
    const read = { tables: [table("orders"), table("fine")], problems: [] };
    const written = writableTables(read, ({ name }) =>
      name.table === "orders" ? settings.orders : settings.fine,
    );
    expect(written.tables).toEqual([table("fine")]);
    expect(written.problems.map(({ code, table: name }) => `${code} ${name}`)).toEqual([
      "SETTING main.shop.orders",
      "NO_COLUMNS main.shop.orders",
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
