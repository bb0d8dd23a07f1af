import { expect, test } from "vitest";
import { tokenHeaders } from "./headers-provider.js";

const { signal } = new AbortController();

test.each<[string, (table: string) => string | Promise<string>]>([
  ["a function", (table) => `token-for-${table}`],
  ["an async function", async (table) => `token-for-${table}`],
])("makes headers from %s that gives a token", async (_, token) => {
  expect(await tokenHeaders(token).headers("main.shop.orders", signal)).toEqual({
    authorization: "Bearer token-for-main.shop.orders",
  });
});

test("asks for a token each time", async () => {
  let calls = 0;
  const provider = tokenHeaders(() => `t${++calls}`);
  await provider.headers("t", signal);
  expect(await provider.headers("t", signal)).toEqual({ authorization: "Bearer t2" });
});

test("rejects with what the function throws", async () => {
  const provider = tokenHeaders(() => {
    throw new RangeError("mine");
  });
  await expect(provider.headers("t", signal)).rejects.toThrow(new RangeError("mine"));
});

test.each([undefined, null, "", 5])("takes %j for no token", async (token) => {
  const give: () => unknown = () => token;
  const provider = tokenHeaders(give as () => string);
  await expect(provider.headers("main.shop.orders", signal)).rejects.toMatchObject({
    code: "invalid_argument",
    table: "main.shop.orders",
  });
});
