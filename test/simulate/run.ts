import { Chance } from "./chance.js";
import { SimulatedClient } from "./client.js";
import type { Design } from "./design.js";
import { EventQueue } from "./event-queue.js";
import type { Capacity } from "./gate.js";
import { Region } from "./region.js";
import type { Scenario } from "./scenarios.js";
import { busiest, perWindow, quantile, Tally } from "./tally.js";
import { TokenEndpoint } from "./token-endpoint.js";

/** Three points of a distribution, in milliseconds; nothing when there is no value. */
export interface Spread {
  readonly p50: number | undefined;
  readonly p99: number | undefined;
  readonly max: number | undefined;
}

/** Most within one second: in all, once that second is over, and once the service is back. */
export interface Peak {
  readonly all: number;
  readonly later: number;
  readonly back: number;
}

/** What one run has come to. */
export interface Outcome {
  readonly scenario: string;
  readonly title: string;
  readonly design: string;
  readonly clients: number;
  readonly seed: number;
  readonly attempts: number;
  readonly attemptPeak: Peak;
  readonly refused: number;
  readonly tokenRequests: number;
  /** Most within one second. */
  readonly tokenPeak: number;
  readonly gaveUp: number;
  /** From when the service is back until every row accepted before that is durable, over the clients. */
  readonly durableAfterMs: Spread;
  /** The longest time a row of a client waited for its ack, over the clients. */
  readonly longestWaitMs: Spread;
  readonly duplicates: number;
  /** Connection attempts in each second since the trouble began. */
  readonly attemptsPerSecond: readonly number[];
}

const ROTATION_MS = 900_000;
const LONGEST_MS = 3_600_000;

/** Runs one scenario with one design. The same arguments give the same outcome. */
export function run(scenario: Scenario, design: Design, clientCount: number, seed: number): Outcome {
  const queue = new EventQueue();
  const tally = new Tally();
  const chance = new Chance(seed);
  const region = new Region(scaled(scenario.region, clientCount), queue, chance, tally);
  const tokens = new TokenEndpoint(scaled(scenario.tokens, clientCount), queue, chance, tally);
  const world = { queue, chance, tally, region, tokens };
  const clients = Array.from(
    { length: clientCount },
    () => new SimulatedClient(design, world, scenario.backAt),
  );
  for (const client of clients) {
    // A token lives for an hour, a stream for a quarter of it: on the fourth stream the token is the oldest.
    const streamAgeMs = chance.within([0, ROTATION_MS]);
    client.resume(streamAgeMs, streamAgeMs + ROTATION_MS * Math.floor(chance.within([0, 4])));
  }
  scenario.happen(region, queue);
  queue.runUntil(scenario.quietAt);
  while (clients.some((client) => !client.isSettled) && queue.now < LONGEST_MS)
    queue.runUntil(queue.now + 10_000);

  const { troubleAt, backAt } = scenario;
  const caughtUp = clients.flatMap(({ caughtUpAt }) => caughtUpAt ?? []);
  return {
    scenario: scenario.name,
    title: scenario.title,
    design: design.name,
    clients: clientCount,
    seed,
    attempts: tally.attempts.filter((at) => at >= troubleAt).length,
    attemptPeak: peakOf(tally.attempts, troubleAt, backAt),
    refused: tally.refused,
    tokenRequests: tally.tokenRequests.filter((at) => at >= troubleAt).length,
    tokenPeak: busiest(tally.tokenRequests, troubleAt, 1_000).count,
    gaveUp: tally.gaveUp.length,
    durableAfterMs: spread(caughtUp.map((at) => at - backAt)),
    longestWaitMs: spread(
      clients.filter(({ hasGivenUp }) => !hasGivenUp).map(({ longestWaitMs }) => longestWaitMs),
    ),
    duplicates: tally.duplicates,
    attemptsPerSecond: perWindow(tally.attempts, troubleAt, 1_000),
  };
}

/** A service as large for so many clients as the scenario's is for 10,000. */
function scaled<T extends { readonly capacity: Capacity }>(model: T, clientCount: number): T {
  const perSecond = (model.capacity.perSecond * clientCount) / 10_000;
  return { ...model, capacity: { ...model.capacity, perSecond } };
}

function peakOf(times: readonly number[], troubleAt: number, backAt: number): Peak {
  const { count, end } = busiest(times, troubleAt, 1_000);
  return {
    all: count,
    later: busiest(times, end, 1_000).count,
    back: busiest(times, backAt, 1_000).count,
  };
}

function spread(values: readonly number[]): Spread {
  return { p50: quantile(values, 0.5), p99: quantile(values, 0.99), max: quantile(values, 1) };
}
