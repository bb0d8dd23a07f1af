import { describe, expect, it, vi } from "vitest";
import { ManualClock } from "../testing/manual-clock.js";
import { EventFeed } from "./event-feed.js";
import type { Sample, StateView } from "./views.js";
import { Visits } from "./visits.js";

const STATE: StateView = {
  server: {
    endpoint: "http://127.0.0.1:1",
    dir: null,
    ack: "committed",
    version: "1",
    startedAt: 0,
    totals: { rows: 0, bytes: 0, commits: 0, refusals: 0 },
  },
  tables: [],
  streams: [],
  faults: [],
  refusals: [],
  commits: [],
};

describe(EventFeed, () => {
  it("sends a state when it has changed, and no more often", async () => {
    const { feed, read, show } = setUp();
    const reader = read();
    expect(await reader.next()).toEqual(["state 0"]);
    feed.tick();
    feed.tick();
    show(1);
    feed.tick();
    feed.tick();
    expect(await reader.next()).toEqual(["state 1"]);
  });

  it("sends each sample once, to whoever reads by then", async () => {
    const { feed, read, samples, show } = setUp();
    const early = read();
    await early.next();
    samples.push(sample(1000));
    feed.tick();
    expect(await early.next()).toEqual(["sample 1000"]);
    feed.tick();
    show(1);
    feed.tick();
    expect(await early.next()).toEqual(["state 1"]);
    const late = read();
    expect(await late.next()).toEqual(["state 1"]);
    samples.push(sample(2000));
    feed.tick();
    expect([await early.next(), await late.next()]).toEqual([["sample 2000"], ["sample 2000"]]);
  });

  it("keeps for a reader who is slow the newest of each, and nothing else", async () => {
    const { feed, read, show, samples } = setUp();
    const reader = read();
    await reader.next();
    // What the reader's stream asks for ahead of it.
    await new Promise(setImmediate);
    for (let i = 1; i <= 1000; i++) {
      show(i);
      samples.push(sample(i * 1000));
      feed.tick();
      await new Promise(setImmediate);
    }
    expect(await reader.next()).toEqual(["state 1", "sample 1000"]);
    expect(await reader.next()).toEqual(["state 1000", "sample 1000000"]);
  });

  it("rests twenty times as long as it takes to look", async () => {
    const { clock, feed, read, looks, show } = setUp(100);
    const reader = read();
    await reader.next();
    expect(looks()).toBe(1);
    show(1);
    for (let ms = 0; ms < 2000; ms += 250) {
      feed.tick();
      clock.pass(250);
    }
    expect(looks()).toBe(1);
    feed.tick();
    expect(looks()).toBe(2);
    expect(await reader.next()).toEqual(["state 1"]);
  });

  it("has its timer only while somebody reads", async () => {
    vi.useFakeTimers();
    try {
      const { read } = setUp();
      expect(vi.getTimerCount()).toBe(0);
      const [one, other] = [read(), read()];
      await Promise.all([one.next(), other.next()]);
      expect(vi.getTimerCount()).toBe(1);
      await one.leave();
      expect(vi.getTimerCount()).toBe(1);
      await other.leave();
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});

function setUp(lookMs = 0) {
  const clock = new ManualClock();
  const samples: Sample[] = [];
  let startedAt = 0;
  let looks = 0;
  const state = (): StateView => {
    clock.pass(lookMs);
    looks += 1;
    return { ...STATE, server: { ...STATE.server, startedAt } };
  };
  const feed = new EventFeed({ state, samples: () => samples }, clock);
  const visits = new Visits(10);
  const read = () => {
    const reader = visits.welcome((visit) => feed.events(visit))?.getReader();
    return {
      next: async () => eventsIn(Buffer.from((await reader?.read())?.value ?? []).toString()),
      leave: () => reader?.cancel(),
    };
  };
  const show = (value: number): void => {
    startedAt = value;
  };
  return { clock, feed, read, samples, show, looks: () => looks };
}

/** Each event in short: its name, and which it is. */
function eventsIn(text: string): string[] {
  return Array.from(text.matchAll(/event: (\w+)\ndata: (.*)\n\n/g), ([, name, data = ""]) => {
    const { at, server } = JSON.parse(data);
    return `${name} ${at ?? server.startedAt}`;
  });
}

function sample(at: number): Sample {
  return { at, rows: 0, bytes: 0, commits: 0, refusals: 0, ackP50Ms: null, ackP99Ms: null, lag: 0 };
}
