import { expect, test } from "vitest";
import { TokenCache as RuntimeTokenCache, type Token } from "../../packages/runtime/src/auth/token-cache.js";
import { Chance } from "./chance.js";
import { EventQueue } from "./event-queue.js";
import { Tally } from "./tally.js";
import { TokenCache } from "./token-cache.js";
import { TokenEndpoint } from "./token-endpoint.js";

/** A model of an hour's token, from an endpoint that takes 10 s, and what it has asked for. */
function modelOf(): {
  readonly queue: EventQueue;
  readonly tally: Tally;
  readonly cache: TokenCache;
} {
  const [queue, tally] = [new EventQueue(), new Tally()];
  const model = {
    capacity: { perSecond: 10, longestQueueMs: 0 },
    latencyMs: [10_000, 10_000],
    failing: 0,
  } as const;
  const endpoint = new TokenEndpoint(model, queue, new Chance(1), tally);
  return { queue, tally, cache: new TokenCache(queue, endpoint) };
}

test.each([3_299_999, 3_300_000])(
  "the model renews a token when the runtime does (after %d ms)",
  async (ageMs) => {
    let [now, fetched] = [0, 0];
    const fetch = async (): Promise<Token> => ({
      value: `${++fetched}`,
      arrivedAt: now,
      lifetimeMs: 3_600_000,
    });
    const runtime = new RuntimeTokenCache(fetch, () => now);
    await runtime.get("orders");
    now = ageMs;
    await runtime.get("orders");

    const { queue, tally, cache } = modelOf();
    cache.hold(0);
    queue.runUntil(ageMs);
    cache.get(() => {});
    expect(tally.tokenRequests).toHaveLength(fetched - 1);
  },
);

test("the next attempt joins the request of one that was given up", () => {
  const { queue, tally, cache } = modelOf();
  const answers: string[] = [];
  cache.get(() => answers.push("the first"));
  queue.runUntil(5_000);
  cache.get(() => answers.push(`the second after ${queue.now} ms`));
  queue.runUntil(60_000);
  expect(tally.tokenRequests).toHaveLength(1);
  expect(answers).toEqual(["the second after 10000 ms"]);
});

test("a token that nobody waits for any more serves the next attempt", () => {
  const { queue, tally, cache } = modelOf();
  cache.get(() => {});
  queue.runUntil(20_000);
  const answers: (number | undefined)[] = [];
  cache.get((issuedAt) => answers.push(issuedAt));
  expect(tally.tokenRequests).toHaveLength(1);
  expect(answers).toEqual([10_000]);
});

test("a rejected token is asked for anew", () => {
  const { queue, tally, cache } = modelOf();
  cache.hold(0);
  cache.drop();
  cache.get(() => {});
  queue.runUntil(60_000);
  expect(tally.tokenRequests).toHaveLength(1);
});
