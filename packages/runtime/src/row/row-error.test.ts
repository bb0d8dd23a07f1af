import { expect, test } from "vitest";
import { ZerobusError } from "../errors.js";
import { RowError } from "./row-error.js";
import type { RowIssue } from "./row-issue.js";

const total: RowIssue = {
  code: "WRONG_TYPE",
  path: "total",
  type: "DECIMAL(18,2)",
  message: "is binary floating point",
  received: "number 19.99",
  hint: "pass a string",
};
const typo: RowIssue = {
  code: "UNKNOWN_FIELD",
  path: "typo",
  type: "",
  message: "is no column of the table",
  received: "boolean true",
};

test("lists every issue, one a line, with column, type, what came, and the mend", () => {
  expect(new RowError("main.shop.orders", [total, typo]).message).toBe(
    [
      "[invalid_row] main.shop.orders: the row has 2 problems:",
      "  total (DECIMAL(18,2)): is binary floating point, got number 19.99; pass a string",
      "  typo: is no column of the table, got boolean true",
    ].join("\n"),
  );
});

test("is an error that no retry mends", () => {
  const error = new RowError("main.shop.orders", [typo]);
  expect(error).toBeInstanceOf(ZerobusError);
  expect(error).toMatchObject({
    code: "invalid_row",
    retryable: false,
    table: "main.shop.orders",
    issues: [typo],
  });
  expect(error.message).toContain("the row has a problem:");
});
