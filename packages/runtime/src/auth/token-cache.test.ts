import { setImmediate } from "node:timers/promises";
import { describe, expect, test, vi } from "vitest";
import { type Token, TokenCache } from "./token-cache.js";

/** A cache with a clock, and a source of tokens `orders-1`, `orders-2`, …, each good for `lifetimeMs`. */
function cacheOf(lifetimeMs: number | undefined): {
  readonly cache: TokenCache;
  readonly clock: { now: number };
  readonly fetched: string[];
} {
  const clock = { now: 1_000 };
  const fetched: string[] = [];
  const cache = new TokenCache(
    async (key): Promise<Token> => {
      fetched.push(key);
      return { value: `${key}-${fetched.length}`, arrivedAt: clock.now, lifetimeMs };
    },
    () => clock.now,
  );
  return { cache, clock, fetched };
}

describe("a token is renewed", () => {
  test.each([
    ["five minutes before it expires", 3_600_000, 3_300_000],
    ["five minutes before it expires, if that is half its life", 600_000, 300_000],
    ["at half its life, if that is shorter", 60_000, 30_000],
    ["at half its life, however short", 2, 1],
  ])("%s", async (_, lifetimeMs, refreshMs) => {
    const { cache, clock } = cacheOf(lifetimeMs);
    expect(await cache.get("orders")).toBe("orders-1");
    clock.now += refreshMs - 1;
    expect(await cache.get("orders")).toBe("orders-1");
    clock.now += 1;
    expect(await cache.get("orders")).toBe("orders-2");
    clock.now += refreshMs - 1;
    expect(await cache.get("orders")).toBe("orders-2");
  });

  test("each time when its life is unknown", async () => {
    const { cache } = cacheOf(undefined);
    expect([await cache.get("orders"), await cache.get("orders")]).toEqual(["orders-1", "orders-2"]);
  });

  test("at once when it was dropped, and no other with it", async () => {
    const { cache } = cacheOf(3_600_000);
    await cache.get("orders");
    await cache.get("users");
    cache.drop("orders");
    expect([await cache.get("orders"), await cache.get("users")]).toEqual(["orders-3", "users-2"]);
  });
});

test("each key has its own token", async () => {
  const { cache, fetched } = cacheOf(3_600_000);
  const keys = ["orders", "users", "__proto__", "orders"];
  expect(await Promise.all(keys.map((key) => cache.get(key)))).toEqual([
    "orders-1",
    "users-2",
    "__proto__-3",
    "orders-1",
  ]);
  expect(fetched).toEqual(["orders", "users", "__proto__"]);
});

/** A token that has just arrived, good for a minute. */
function token(value: string): Token {
  return { value, arrivedAt: performance.now(), lifetimeMs: 60_000 };
}

interface Fetch {
  readonly resolve: (token: Token) => void;
  readonly reject: (error: Error) => void;
}

describe("while a token is fetched", () => {
  /** A cache whose fetches are settled by hand. */
  function byHand(): { readonly cache: TokenCache; readonly fetches: Fetch[] } {
    const fetches: Fetch[] = [];
    const fetch = (): Promise<Token> =>
      new Promise((resolve, reject) => {
        fetches.push({ resolve, reject });
      });
    return { cache: new TokenCache(fetch), fetches };
  }

  test("all who ask share the fetch", async () => {
    const { cache, fetches } = byHand();
    const asked = Array.from({ length: 100 }, () => cache.get("orders"));
    expect(fetches).toHaveLength(1);
    fetches[0]?.resolve(token("t"));
    expect(new Set(await Promise.all(asked))).toEqual(new Set(["t"]));
    expect(await cache.get("orders")).toBe("t");
    expect(fetches).toHaveLength(1);
  });

  test("all who ask share its failure, and the next one tries again", async () => {
    const { cache, fetches } = byHand();
    const asked = [cache.get("orders"), cache.get("orders")].map((token) =>
      token.catch((error: unknown) => error),
    );
    const down = new Error("down");
    fetches[0]?.reject(down);
    expect(await Promise.all(asked)).toEqual([down, down]);
    const again = cache.get("orders");
    fetches[1]?.resolve(token("t"));
    expect(await again).toBe("t");
  });

  test("a rejection of the one before does not drop it", async () => {
    const { cache, fetches } = byHand();
    const asked = cache.get("orders");
    cache.drop("orders");
    fetches[0]?.resolve(token("newer"));
    await asked;
    expect(await cache.get("orders")).toBe("newer");
    expect(fetches).toHaveLength(1);
  });
});

describe("whoever's signal fires", () => {
  test("waits no longer, while the others go on", async () => {
    let give: (given: Token) => void = () => {};
    const cache = new TokenCache(
      () =>
        new Promise((resolve) => {
          give = resolve;
        }),
    );
    const impatient = new AbortController();
    const left = cache.get("orders", impatient.signal).catch((error: unknown) => error);
    const patient = new AbortController();
    const stayed = [cache.get("orders"), cache.get("orders", patient.signal)];
    impatient.abort("enough");
    expect(await left).toBe("enough");
    give(token("t"));
    expect(await Promise.all(stayed)).toEqual(["t", "t"]);
    patient.abort();
    expect(await cache.get("orders")).toBe("t");
  });

  test("before the question gets no answer, and starts no fetch", async () => {
    const { cache, fetched } = cacheOf(60_000);
    await expect(cache.get("orders", AbortSignal.abort("late"))).rejects.toBe("late");
    await cache.get("orders");
    await expect(cache.get("orders", AbortSignal.abort("late"))).rejects.toBe("late");
    expect(fetched).toEqual(["orders"]);
  });
});

describe("a fetch that nobody waits for any more", () => {
  test("goes on, and whoever asks next joins it", async () => {
    let give: (given: Token) => void = () => {};
    let fetches = 0;
    const cache = new TokenCache(() => {
      fetches++;
      return new Promise((resolve) => {
        give = resolve;
      });
    });
    const first = new AbortController();
    const left = cache.get("orders", first.signal).catch(() => "left");
    first.abort();
    expect(await left).toBe("left");
    const second = cache.get("orders", new AbortController().signal);
    give(token("t"));
    expect([await second, fetches]).toEqual(["t", 1]);
  });

  test("that fails is nobody's unhandled rejection", async () => {
    const unhandled = vi.fn();
    process.on("unhandledRejection", unhandled);
    let fail: (error: Error) => void = () => {};
    const cache = new TokenCache(
      () =>
        new Promise((_resolve, reject) => {
          fail = reject;
        }),
    );
    const first = new AbortController();
    const left = cache.get("orders", first.signal).catch(() => "left");
    first.abort();
    await left;
    fail(new Error("too late"));
    await setImmediate();
    process.off("unhandledRejection", unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });
});

test("closing gives up what is under way", async () => {
  const cache = new TokenCache(
    (_key, signal) =>
      new Promise((_resolve, reject) =>
        signal.addEventListener("abort", () => reject(new Error("given up"))),
      ),
  );
  const waiting = cache.get("orders").catch((error: Error) => error.message);
  cache.close();
  expect(await waiting).toBe("given up");
});
