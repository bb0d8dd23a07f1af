import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Backlog, type BacklogShare } from "./backlog.js";

const MB = 1024 * 1024;

describe(Backlog, () => {
  it("lets a stream alone have 16 MB waiting, and a little of it committed is enough to go on", () => {
    const { streams } = setUp(1);
    const [stream = expect.fail()] = streams;
    stream.fill(MB);
    expect(stream.share.bytes).toBe(17 * MB);
    stream.share.remove(MB);
    expect(stream.isPaused).toBe(false);
  });

  it("gives two hundred greedy streams no more than 64 MB together, each some, and leaves room for one more", () => {
    const { streams, waiting } = setUp(201);
    const [late = expect.fail(), ...greedy] = streams;
    for (let round = 0; round < 400; round++) {
      for (const stream of greedy) if (!stream.isPaused) stream.share.add(1_000);
    }
    expect(greedy.every(({ isPaused, share }) => isPaused && share.bytes > 300_000)).toBe(true);
    expect(waiting()).toBeLessThan(64 * MB);
    late.share.add(10_000);
    expect(late.isPaused).toBe(false);
  });

  it("pauses nobody for good, and nobody twice, however messages and commits come", () => {
    const step = fc.record({
      who: fc.nat(4),
      bytes: fc.integer({ min: 1, max: 12 * MB }),
      adds: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { streams, waiting } = setUp(5);
        for (const { who, bytes, adds } of steps) {
          const { share, isPaused } = streams[who] ?? expect.fail();
          if (!adds) share.remove(bytes);
          else if (!isPaused) share.add(bytes);
          expect(waiting()).toBeLessThan(64 * MB + 5 * 12 * MB);
        }
        for (const { share } of streams) share.remove(share.bytes);
        expect(waiting()).toBe(0);
        expect(streams.some(({ isPaused }) => isPaused)).toBe(false);
      }),
    );
  });
});

class Stream {
  isPaused = false;
  readonly share: BacklogShare;

  constructor(backlog: Backlog) {
    this.share = backlog.share({
      pause: () => this.#turn(true),
      resume: () => this.#turn(false),
    });
  }

  /** Sends messages of this size until it is paused. */
  fill(bytes: number): void {
    while (!this.isPaused) this.share.add(bytes);
  }

  #turn(isPaused: boolean): void {
    expect(this.isPaused).toBe(!isPaused);
    this.isPaused = isPaused;
  }
}

function setUp(count: number): { streams: readonly Stream[]; waiting: () => number } {
  const backlog = new Backlog();
  const streams = Array.from({ length: count }, () => new Stream(backlog));
  return { streams, waiting: () => streams.reduce((sum, { share }) => sum + share.bytes, 0) };
}
