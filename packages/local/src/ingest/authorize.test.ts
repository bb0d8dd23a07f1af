import { describe, expect, it } from "vitest";
import { Tokens } from "../auth/tokens.js";
import { authorize } from "./authorize.js";

const key = Buffer.alloc(32, 7);
const tokens = new Tokens(key);
const TABLE = "main.shop.orders";
const host = "127.0.0.1:4711";

describe(authorize, () => {
  it.each([
    ["127.0.0.1:4711", "127"],
    ["localhost:4711", "localhost"],
    ["1234.localhost:4711", "1234"],
    ["localhost", "localhost"],
    ["127.0.0.1:4711", "local"],
    ["127.0.0.1:4711", "localhost"],
    ["localhost:4711", "127"],
    [undefined, "127"],
  ])("takes at %s a token for the workspace %s", (at, workspaceId) => {
    const token = tokens.issue({ kind: "table", table: TABLE, workspaceId });
    expect(() => authorize(TABLE, { authorization: `Bearer ${token}`, host: at }, tokens)).not.toThrow();
  });

  it.each<[string, string | undefined, string, string]>([
    ["no token", undefined, "UNAUTHENTICATED", "no bearer token"],
    ["a personal token", "dapi0123", "UNAUTHENTICATED", "expired or was not issued"],
    [
      "a token of another server",
      new Tokens(Buffer.alloc(32, 8)).issue({ kind: "table", table: TABLE, workspaceId: "127" }),
      "UNAUTHENTICATED",
      "expired or was not issued",
    ],
    [
      "a token that has expired",
      new Tokens(key, { lifeMs: 10, now: () => Date.now() - 10 }).issue({ kind: "table", table: TABLE }),
      "UNAUTHENTICATED",
      "expired or was not issued",
    ],
    [
      "a token of the catalog",
      tokens.issue({ kind: "catalog" }),
      "UNAUTHENTICATED",
      "workspaces/127/zerobusDirectWriteApi",
    ],
    [
      "a token for another workspace",
      tokens.issue({ kind: "table", table: TABLE, workspaceId: "1234" }),
      "UNAUTHENTICATED",
      "Invalid token audience",
    ],
    [
      "a token without the table",
      tokens.issue({ kind: "catalog", workspaceId: "127" }),
      "PERMISSION_DENIED",
      "MODIFY main.shop.orders",
    ],
    [
      "a token for another table",
      tokens.issue({ kind: "table", table: "main.shop.other", workspaceId: "127" }),
      "PERMISSION_DENIED",
      "main.shop.other",
    ],
    [
      "a token that lacks privileges",
      tokens.issue({
        kind: "table",
        table: TABLE,
        workspaceId: "127",
        lacks: ["SELECT on x", "USE SCHEMA on y"],
      }),
      "PERMISSION_DENIED",
      "SELECT on x, USE SCHEMA on y",
    ],
  ])("refuses %s", (_, token, code, text) => {
    const caller = { authorization: token === undefined ? undefined : `Bearer ${token}`, host };
    expect(() => authorize(TABLE, caller, tokens)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(text) }),
    );
  });
});
