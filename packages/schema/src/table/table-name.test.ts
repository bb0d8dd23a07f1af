import { describe, expect, test } from "vitest";
import type { Finding } from "./problem.js";
import { checkTableName, formatTableName, isIdentifier, parseTableName, tableLabel } from "./table-name.js";

describe("parseTableName", () => {
  test("takes the three parts, and formatting gives the text back", () => {
    const parsed = parseTableName("main.my-shop.orders");
    expect(parsed).toEqual({ name: { catalog: "main", schema: "my-shop", table: "orders" } });
    if ("name" in parsed) expect(formatTableName(parsed.name)).toBe("main.my-shop.orders");
  });

  test.each(["", "orders", "shop.orders", "main.shop.", ".shop.orders", "main..orders", "a.b.c.d"])(
    "refuses %j and names it",
    (text) => {
      const parsed = parseTableName(text);
      expect("problem" in parsed && parsed.problem.code).toBe("TABLE_NAME");
      expect("problem" in parsed && parsed.problem.message).toContain(text);
    },
  );
});

describe("checkTableName", () => {
  test.each([
    [{ catalog: "main", schema: "shop", table: "orders" }, []],
    [{ catalog: "my-catalog", schema: "2024", table: "_x1" }, []],
    [{ catalog: "ma in", schema: "sh/op", table: "1st" }, ['"ma in"', '"sh/op"', "1st"]],
    [{ catalog: "main", schema: "", table: "a-b" }, ['""', "a-b"]],
    [{ catalog: "main", schema: "shop", table: "x".repeat(256) }, ["xxx"]],
    [{ catalog: "main", schema: "shop", table: "orders\n" }, ['"orders\\n"']],
  ])("%j has as many findings as %j", (name, want) => {
    const findings: Finding[] = [];
    checkTableName(name, (finding) => findings.push(finding));
    expect(findings).toHaveLength(want.length);
    want.forEach((text, index) => {
      expect(findings[index]?.message).toContain(text);
    });
  });
});

test("labels quote what is not plain", () => {
  expect(tableLabel({ catalog: "main", schema: "a.b", table: "c`d" })).toBe('main."a.b"."c`d"');
});

test.each([
  ["__proto__", true],
  ["message", true],
  ["", false],
  ["é", false],
  ["a$b", false],
])("says whether %j is an identifier", (name, want) => {
  expect(isIdentifier(name)).toBe(want);
});
