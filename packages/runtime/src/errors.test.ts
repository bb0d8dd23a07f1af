import { expect, test } from "vitest";
import { BackpressureError, type ErrorCode, ZerobusError } from "./errors.js";
import { RowError } from "./row/row-error.js";

const retryable: Readonly<Record<ErrorCode, boolean>> = {
  invalid_argument: false,
  invalid_row: false,
  backpressure: true,
  unauthenticated: false,
  permission_denied: false,
  table_not_found: false,
  schema_mismatch: false,
  unimplemented: false,
  unavailable: true,
  timeout: true,
  protocol: true,
  row_rejected: false,
  spool: false,
  recovery_exhausted: false,
  aborted: false,
  closed: false,
};

test.each(Object.entries(retryable))("%s is retryable: %s", (code, want) => {
  expect(new ZerobusError(code as ErrorCode, "x").retryable).toBe(want);
});

test.each([
  [{}, "[closed] it is over"],
  [{ table: "main.shop.orders" }, "[closed] main.shop.orders: it is over"],
  [{ hint: "open another one" }, "[closed] it is over\n  open another one"],
  [{ table: "t", hint: "h", cause: new Error("why") }, "[closed] t: it is over\n  h"],
])("with %o reads as one line, and the mend on a second", (context, want) => {
  expect(new ZerobusError("closed", "it is over", context).message).toBe(want);
});

test("carries the error below it, and nothing where there is none", () => {
  const cause = new Error("why");
  expect(new ZerobusError("closed", "x", { cause }).cause).toBe(cause);
  expect(new ZerobusError("closed", "x")).not.toHaveProperty("cause");
});

test("is recognised across two copies of the package, and nothing else is taken for it", async () => {
  // As another installed copy would: the same module, evaluated a second time.
  const copy: typeof import("./errors.js") = await import(
    `${new URL("./errors.js", import.meta.url).href}?copy`
  );
  expect(copy.ZerobusError).not.toBe(ZerobusError);
  expect(new copy.ZerobusError("closed", "x")).toBeInstanceOf(ZerobusError);
  expect(new copy.BackpressureError("t", 1, 1)).toBeInstanceOf(ZerobusError);
  expect(new copy.ZerobusError("closed", "x")).not.toBeInstanceOf(BackpressureError);
  for (const other of [new Error("x"), { code: "closed" }, null, undefined, "closed"]) {
    expect(other instanceof ZerobusError).toBe(false);
  }
});

test("its kinds are told apart", () => {
  const [plain, full, row] = [
    new ZerobusError("closed", "x"),
    new BackpressureError("t", 1, 2),
    new RowError("t", []),
  ];
  expect([plain, full, row].map((error) => error instanceof BackpressureError)).toEqual([false, true, false]);
  expect([plain, full, row].map((error) => error instanceof RowError)).toEqual([false, false, true]);
  expect([plain, full, row].every((error) => error instanceof Error && error instanceof ZerobusError)).toBe(
    true,
  );
});

test("a full window says how full it is, and what to do", () => {
  const error = new BackpressureError("main.shop.orders", 7, 900);
  expect(error).toMatchObject({
    code: "backpressure",
    inflightRequests: 7,
    inflightBytes: 900,
    retryable: true,
  });
  expect(error.message).toMatch(
    /main\.shop\.orders: the window is full: 7 rows, 900 bytes in flight\n.*ready\(\)/,
  );
});
