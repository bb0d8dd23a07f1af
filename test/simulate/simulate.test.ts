import { describe, expect, test } from "vitest";
import { before, type Design, official, present, withoutJitter } from "./design.js";
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
  const [once, again, other] = [1, 1, 2].map((seed) => jsonLine(simulated(title, present, seed)));
  expect(again).toBe(once);
  expect(other).not.toBe(once?.replace('"seed":1', '"seed":2'));
});

describe("an outage of 60 s", () => {
  test.each(outages)("costs no client its stream (%s)", (title) => {
    for (const seed of [1, 2, 3]) {
      const { gaveUp, durableAfterMs } = simulated(title, present, seed);
      expect(gaveUp).toBe(0);
      expect(durableAfterMs.max).toBeLessThan(60_000);
    }
  });

  test.each(outages)("costs every client its stream with the official clients' policy (%s)", (title) => {
    expect(simulated(title, official)).toMatchObject({ gaveUp: CLIENTS, attempts: CLIENTS * 4 });
  });

  test.each(outages)("makes a lower storm with jitter than without (%s)", (title) => {
    const jittered = simulated(title, present);
    const fixed = simulated(title, withoutJitter(present));
    expect(jittered.attemptPeak.all).toBeLessThan(fixed.attemptPeak.all / 2);
    expect(jittered.attemptPeak.back).toBeLessThan(fixed.attemptPeak.back / 2);
    expect(jittered.tokenPeak).toBeLessThanOrEqual(fixed.tokenPeak);
    expect(jittered.durableAfterMs.p99).toBeLessThan(fixed.durableAfterMs.p99 ?? 0);
  });

  test("makes a lower storm than with a jitter of up to half", () => {
    const [title = ""] = outages;
    const { attemptPeak } = simulated(title, before);
    expect(simulated(title, present).attemptPeak.all).toBeLessThan(attemptPeak.all / 2);
  });
});

describe("a rotation of all at once", () => {
  test("comes back over five seconds, and over the announced time if that is less", () => {
    const [long, short, none] = ["30 s announced", "5 s announced", ", 0 s announced"].map((title) =>
      simulated(title, present),
    );
    expect(long?.attemptPeak.all).toBeLessThan(CLIENTS / 2);
    expect(short?.attemptPeak.all).toBe(long?.attemptPeak.all);
    expect(none?.attemptPeak.all).toBeGreaterThan(CLIENTS * 0.9);
  });

  test("ends no stream, and doubles no row of one that has the time to drain", () => {
    expect(simulated("30 s announced", present)).toMatchObject({ gaveUp: 0, duplicates: 0 });
  });

  test("has rows wait for less, and fewer clients refused, than if all reopened at once", () => {
    const spread = simulated("30 s announced", present);
    const atOnce = simulated("30 s announced", { ...present, rotationSpreadMs: 0 });
    expect(spread.refused).toBeLessThan(atOnce.refused);
    expect(spread.longestWaitMs.max).toBeLessThan(atOnce.longestWaitMs.max ?? 0);
  });

  test("would hardly be felt if rows were sent until then", () => {
    const sendsOn = { ...present, rotationSpreadMs: 0, sendsOnMs: 30_000 };
    const { refused, longestWaitMs } = simulated("30 s announced", sendsOn);
    expect(refused).toBe(0);
    expect(longestWaitMs.max).toBeLessThan(5_000);
  });
});

test("a token endpoint slower than an attempt may take costs no client its stream", () => {
  const { gaveUp, tokenRequests } = simulated("a token takes 5 to 20 s", present);
  expect(gaveUp).toBe(0);
  expect(tokenRequests).toBe(CLIENTS);
});

test("a region that accepts every stream and then fails it uses up every budget", () => {
  const { gaveUp, attempts } = simulated("accept-then-fail", present);
  expect(gaveUp).toBe(CLIENTS);
  // A pause is 16 s on average once it has grown: 300 s take no more than some twenty attempts.
  expect(attempts).toBeLessThan(CLIENTS * 25);
});

test("a region that flaps loses no more than a few clients, and no client makes a hot loop", () => {
  const { gaveUp, attempts } = simulated("flapping", present);
  expect(gaveUp).toBeLessThan(CLIENTS / 20);
  expect(attempts).toBeLessThan(CLIENTS * 25);
});

test("a report is a table with a line for each outcome", () => {
  const outcome = simulated("accept-then-fail", present);
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
