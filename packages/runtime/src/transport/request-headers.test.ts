import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { ZerobusError } from "../errors.js";
import { TABLE_NAME_HEADER } from "../protocol/names.js";
import { requestHeaders } from "./request-headers.js";

const table = "main.shop.orders";

function refusal(given: unknown): ZerobusError {
  try {
    requestHeaders(given, table);
  } catch (error) {
    if (error instanceof ZerobusError) return error;
  }
  return expect.unreachable("it is refused");
}

test("are those of the provider, names in lower case, and the table's name", () => {
  expect(requestHeaders({ Authorization: "Bearer t", "X-Team_1.a": "a b~", empty: "" }, table)).toEqual({
    authorization: "Bearer t",
    "x-team_1.a": "a b~",
    empty: "",
    [TABLE_NAME_HEADER]: table,
  });
});

test("need no authorization", () => {
  expect(requestHeaders({}, table)).toEqual({ [TABLE_NAME_HEADER]: table });
});

test.each(["user-agent", "User-Agent", TABLE_NAME_HEADER, TABLE_NAME_HEADER.toUpperCase()])(
  "are ours where the provider gives %s",
  (name) => {
    expect(requestHeaders({ [name]: "main.other.table", a: "b" }, table)).toEqual({
      a: "b",
      [TABLE_NAME_HEADER]: table,
    });
  },
);

describe("are refused, the header named and its value not shown:", () => {
  test.each<[object, string]>([
    [{ authorization: "s3cret\r\nx: y" }, '"authorization" has a value that is not visible ASCII'],
    [{ authorization: "s3cr\u0000et" }, '"authorization" has a value'],
    [{ authorization: "s3crét" }, '"authorization" has a value'],
    [{ authorization: ["s3cret"] }, '"authorization" has a value'],
    [{ authorization: undefined }, '"authorization" has a value'],
    [{ A: "s3cret", a: "s3cret" }, '"a" was given twice'],
    [{ "x y": "s3cret" }, "a name that HTTP does not allow"],
    [{ "": "s3cret" }, "a name that HTTP does not allow"],
    [{ ":authority": "s3cret" }, "a name that HTTP does not allow"],
    [{ "x\r\n": "s3cret" }, "a name that HTTP does not allow"],
    [{ "x-bin": "s3cret" }, '"x-bin" is binary'],
    ...["te", "content-type", "Content-Length", "grpc-timeout", "grpc-status-bin", "host"].map(
      (name): [object, string] => [{ [name]: "s3cret" }, `"${name.toLowerCase()}" is the transport's own`],
    ),
    ...["connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade", "trailer"].map(
      (name): [object, string] => [{ [name]: "s3cret" }, `"${name}" is the transport's own`],
    ),
  ])("%o", (given, message) => {
    const error = refusal(given);
    expect(error).toMatchObject({ code: "invalid_argument" });
    expect(error.message).toContain(message);
    expect(inspect(error, { depth: 20, showHidden: true })).not.toMatch(/s3cr/);
  });

  test.each([undefined, null, "Bearer s3cret"])("%j", (given) => {
    const error = refusal(given);
    expect(error).toMatchObject({ code: "invalid_argument" });
    expect(error.message).toContain("the provider gave no request headers");
    expect(error.message).not.toContain("s3cret");
  });
});
