import { expect, test } from "vitest";
import { TokenCache as RuntimeTokenCache } from "../../packages/runtime/src/auth/token-cache.js";
import { Chance } from "./chance.js";
import { EventQueue } from "./event-queue.js";
import { Tally } from "./tally.js";
import { TokenCache } from "./token-cache.js";
import { TokenEndpoint } from "./token-endpoint.js";

/** A model of an hour's token, from an endpoint that takes 10 s, and what it has asked for. */
function modelOf(keepsRequest: boolean): {
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
  return { queue, tally, cache: new TokenCache(queue, endpoint, keepsRequest) };
}

const wanted = (): boolean => true;

test.each([3_299_999, 3_300_000])(
  "the model renews a token when the runtime does (after %d ms)",
  async (ageMs) => {
    let [now, fetched] = [0, 0];
    const fetch = async (): Promise<{ value: string; lifetimeMs: number }> => ({
      value: `${++fetched}`,
      lifetimeMs: 3_600_000,
    });
    const runtime = new RuntimeTokenCache(fetch, () => now);
    await runtime.get("orders");
    now = ageMs;
    await runtime.get("orders");

    const { queue, tally, cache } = modelOf(false);
    cache.hold(0);
    queue.runUntil(ageMs);
    cache.get(wanted, () => {});
    expect(tally.tokenRequests).toHaveLength(fetched - 1);
  },
);

test.each([
  [false, 2, 25_000],
  [true, 1, 10_000],
])("a request that its attempt has left is kept or not (%s)", (keepsRequest, requests, answeredAt) => {
  const { queue, tally, cache } = modelOf(keepsRequest);
  let isFirstWanted = true;
  const answers: number[] = [];
  cache.get(
    () => isFirstWanted,
    () => answers.push(-1),
  );
  queue.runUntil(5_000);
  isFirstWanted = false;
  if (!keepsRequest) queue.runUntil(15_000);
  cache.get(wanted, () => answers.push(queue.now));
  queue.runUntil(60_000);
  expect([tally.tokenRequests.length, answers]).toEqual([requests, [answeredAt]]);
});

test("a rejected token is asked for anew", () => {
  const { queue, tally, cache } = modelOf(false);
  cache.hold(0);
  cache.drop();
  cache.get(wanted, () => {});
  queue.runUntil(60_000);
  expect(tally.tokenRequests).toHaveLength(1);
});
