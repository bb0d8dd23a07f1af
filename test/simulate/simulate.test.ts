import { describe, expect, test } from "vitest";
import { type Design, pauses, proposed, withoutJitter } from "./design.js";
import { svgOf } from "./plot.js";
import { jsonLine, table } from "./report.js";
import { type Outcome, run } from "./run.js";
import { type Scenario, scenarios } from "./scenarios.js";

const CLIENTS = 200;

function scenario(title: string): Scenario {
  const found = scenarios.find((candidate) => `${candidate.name}: ${candidate.title}`.includes(title));
  if (found === undefined) throw new Error(`no scenario ${title}`);
  return found;
}

function simulated(title: string, design: Design, seed = 1): Outcome {
  return run(scenario(title), design, CLIENTS, seed);
}

const outages = ["60 s, half of the attempts hang", "60 s, attempts fail at once"];

test("the same seed gives the same figures, another one others", () => {
  const [title = ""] = outages;
  const [once, again, other] = [1, 1, 2].map((seed) => jsonLine(simulated(title, proposed, seed)));
  expect(again).toBe(once);
  expect(other).not.toBe(once?.replace('"seed":1', '"seed":2'));
});

describe("an outage of 60 s", () => {
  test.each(outages)("costs no client its stream (%s)", (title) => {
    for (const seed of [1, 2, 3]) {
      const { gaveUp, durableAfterMs } = simulated(title, proposed, seed);
      expect(gaveUp).toBe(0);
      expect(durableAfterMs.max).toBeLessThan(60_000);
    }
  });

  test.each(outages)("would cost many clients their streams if only retries were counted (%s)", (title) => {
    const counted = { ...proposed, policy: { ...proposed.policy, recoveryRetries: 4 }, totalBudgetMs: 0 };
    expect(simulated(title, counted).gaveUp).toBeGreaterThan(CLIENTS / 4);
  });

  test.each(outages)("makes a lower storm with jitter than without (%s)", (title) => {
    const jittered = simulated(title, proposed);
    const fixed = simulated(title, withoutJitter(proposed));
    expect(jittered.attemptPeak.all).toBeLessThan(fixed.attemptPeak.all / 2);
    expect(jittered.attemptPeak.back).toBeLessThan(fixed.attemptPeak.back / 2);
    expect(jittered.tokenPeak.all).toBeLessThanOrEqual(fixed.tokenPeak.all);
    expect(jittered.durableAfterMs.p99).toBeLessThan(fixed.durableAfterMs.p99 ?? 0);
  });

  test("makes a lower storm with the machine's pauses than with a jitter of up to half", () => {
    const [title = ""] = outages;
    const equal = { ...proposed, pause: pauses("equal", 2_000, 2, 60_000) };
    expect(simulated(title, proposed).attemptPeak.all).toBeLessThan(
      simulated(title, equal).attemptPeak.all / 2,
    );
  });
});

test("a rotation of all at once is spread over the time that the region announces", () => {
  const spread = simulated("30 s announced", proposed);
  expect(spread).toMatchObject({ attempts: CLIENTS, refused: 0, gaveUp: 0, duplicates: 0 });
  expect(spread.attemptPeak.all).toBeLessThan(CLIENTS / 10);
  expect(spread.longestWaitMs.max).toBeLessThan(5_000);
});

test("a token endpoint slower than an attempt may take costs no client its stream", () => {
  const kept = simulated("a token takes 5 to 20 s", proposed);
  const given = simulated("a token takes 5 to 20 s", { ...proposed, keepsTokenRequest: false });
  expect(kept).toMatchObject({ gaveUp: 0, tokenRequests: CLIENTS });
  expect(given.tokenRequests).toBeGreaterThan(CLIENTS * 1.2);
});

test("a region that accepts every stream and then fails it uses up every budget", () => {
  const { gaveUp, attempts } = simulated("accept-then-fail", proposed);
  expect(gaveUp).toBe(CLIENTS);
  // A pause is 16 s on average once it has grown: 300 s take no more than some twenty attempts.
  expect(attempts).toBeLessThan(CLIENTS * 25);
});

test("a region that flaps loses no more than a few clients, and no client makes a hot loop", () => {
  const { gaveUp, attempts } = simulated("flapping", proposed);
  expect(gaveUp).toBeLessThan(CLIENTS / 20);
  expect(attempts).toBeLessThan(CLIENTS * 25);
});

test("a report is a table with a line for each outcome", () => {
  const outcome = simulated("accept-then-fail", proposed);
  const lines = table([outcome, { ...outcome, design: "another" }]).split("\n");
  expect(lines).toHaveLength(4);
  expect(new Set(lines.map((line) => line.length)).size).toBe(1);
  expect(JSON.parse(jsonLine(outcome))).toMatchObject({ scenario: "accept-then-fail", clients: CLIENTS });
});

test("a plot has a line for each series and names what it shows", () => {
  const series = [
    { label: "one & only", perSecond: [1, 2, 3] },
    { label: "other", perSecond: [] },
  ];
  const svg = svgOf({
    title: "storm",
    xLabel: "seconds",
    yLabel: "attempts",
    seconds: 3,
    shaded: { from: 0, to: 1, label: "down" },
    series,
  });
  expect(svg.match(/<path/g)).toHaveLength(2);
  for (const text of ["storm", "seconds", "attempts", "down", "one &amp; only", "other"]) {
    expect(svg).toContain(`>${text}</text>`);
  }
});
