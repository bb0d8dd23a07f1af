import { beforeEach, describe, expect, test } from "vitest";
import { ZerobusError } from "../errors.js";
import { type Token, TokenCache } from "./token-cache.js";

const HOUR_MS = 3_600_000;
const down = new ZerobusError("unavailable", "answered 503");
const refused = new ZerobusError("unauthenticated", "answered 401");

let now: number;
/** What the next fetches give, in order. */
let answers: (() => Token | Promise<Token>)[];
let fetches: number;
let cache: TokenCache;

beforeEach(() => {
  now = 1_000;
  answers = [];
  fetches = 0;
  cache = new TokenCache(
    async () => {
      const answer = answers[fetches++];
      if (answer === undefined) throw new Error("one fetch too many");
      return answer();
    },
    () => now,
  );
});

function fresh(value: string, lifetimeMs: number | undefined = HOUR_MS): Token {
  return { value, arrivedAt: now, lifetimeMs };
}

function fail(error: Error): () => never {
  return () => {
    throw error;
  };
}

describe("while the token before is still good", () => {
  beforeEach(async () => {
    answers.push(() => fresh("first"));
    await cache.get("orders");
    now += HOUR_MS - 1;
  });

  test("a renewal that may succeed later costs nothing, and is tried again", async () => {
    answers.push(fail(down), fail(new ZerobusError("timeout", "late")), () => fresh("second"));
    expect([await cache.get("orders"), await cache.get("orders")]).toEqual(["first", "first"]);
    expect(await cache.get("orders")).toBe("second");
    expect(fetches).toBe(4);
  });

  test.each([refused, new Error("broken")])("a renewal that never will surfaces: %s", async (error) => {
    answers.push(fail(error));
    await expect(cache.get("orders")).rejects.toBe(error);
  });

  test("a renewal does not bring a token back that was rejected, before it or meanwhile", async () => {
    answers.push(() => {
      cache.drop("orders", "first");
      throw down;
    }, fail(down));
    await expect(cache.get("orders")).rejects.toBe(down);
    await expect(cache.get("orders")).rejects.toBe(down);
  });

  test("a renewal without a lifetime is used once, and leaves it", async () => {
    answers.push(() => ({ ...fresh("once"), lifetimeMs: undefined }), fail(down));
    expect([await cache.get("orders"), await cache.get("orders")]).toEqual(["once", "first"]);
  });

  test("a renewal that has expired on its way leaves it", async () => {
    answers.push(() => ({ value: "old", arrivedAt: now - 60_000, lifetimeMs: 60_000 }));
    expect(await cache.get("orders")).toBe("first");
  });

  test("and no longer: at its end a failed renewal surfaces", async () => {
    now += 1;
    answers.push(fail(down));
    await expect(cache.get("orders")).rejects.toBe(down);
  });
});

test("a token that has expired on its way is no token, and is not kept", async () => {
  const old = (): Token => ({ value: "old", arrivedAt: now - 60_000, lifetimeMs: 60_000 });
  answers.push(old, () => fresh("new"));
  await expect(cache.get("orders")).rejects.toMatchObject({ code: "unavailable", retryable: true });
  expect(await cache.get("orders")).toBe("new");
});

test("a token's life counts from its arrival, not from when it was read", async () => {
  answers.push(
    () => ({ value: "first", arrivedAt: now - 10_000, lifetimeMs: 60_000 }),
    () => fresh("second"),
  );
  await cache.get("orders");
  now += 19_999;
  expect(await cache.get("orders")).toBe("first");
  now += 1;
  expect(await cache.get("orders")).toBe("second");
});

describe("a rejection", () => {
  test("of an older token leaves the newer one", async () => {
    answers.push(
      () => fresh("first"),
      () => fresh("second"),
      () => fresh("third"),
    );
    await cache.get("orders");
    cache.drop("orders", "first");
    expect(await cache.get("orders")).toBe("second");
    cache.drop("orders", "first");
    expect(await cache.get("orders")).toBe("second");
    cache.drop("orders");
    expect(await cache.get("orders")).toBe("third");
  });
});

describe("what is kept", () => {
  test("is a thousand tokens at most: the one renewed longest ago goes", async () => {
    answers = Array.from({ length: 1_003 }, (_, at) => () => fresh(`t${at}`));
    for (let table = 0; table < 1_001; table++) await cache.get(`table-${table}`);
    expect(await cache.get("table-1")).toBe("t1");
    expect(await cache.get("table-0")).toBe("t1001");
    expect(await cache.get("table-1")).toBe("t1002");
  });

  test("is never given up for what has expired", async () => {
    answers.push(() => fresh("live"));
    await cache.get("live");
    answers.push(...Array.from({ length: 1_000 }, (_, at) => () => fresh(`t${at}`, 10)));
    for (let table = 0; table < 999; table++) await cache.get(`table-${table}`);
    now += 10;
    await cache.get("one more");
    expect(await cache.get("live")).toBe("live");
  });

  test("is not what has expired: a failed renewal finds nothing, whoever came in between", async () => {
    answers.push(
      () => fresh("a", 10),
      () => fresh("b"),
      fail(down),
    );
    await cache.get("a");
    now += 10;
    await cache.get("b");
    await expect(cache.get("a")).rejects.toBe(down);
  });
});
