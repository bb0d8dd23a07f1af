import { describe, expect, it } from "vitest";
import { type Visit, Visits } from "./visits.js";

describe(Visits, () => {
  it("makes a part when it is taken, and at most one ahead", async () => {
    let made = 0;
    const reader = new Visits(1)
      .welcome(async function* () {
        for (;;) yield String(made++);
      })
      ?.getReader();
    await reader?.read();
    for (let i = 0; i < 20; i++) await new Promise(setImmediate);
    expect(made).toBeLessThanOrEqual(2);
    await reader?.cancel();
  });

  it("ends an answer that waits for news when its reader leaves", async () => {
    const { answer, ends } = waiting();
    const visits = new Visits(1);
    const stream = visits.welcome(answer);
    expect(visits.welcome(answer)).toBeUndefined();
    await new Promise(setImmediate);
    await stream?.cancel();
    expect(ends()).toBe(1);
    expect(visits.welcome(answer)).toBeDefined();
  });

  it("ends every answer when it closes, and begins none", async () => {
    const { answer, ends } = waiting();
    const visits = new Visits(2);
    const readers = [visits.welcome(answer), visits.welcome(answer)].map((stream) => stream?.getReader());
    await new Promise(setImmediate);
    visits.close();
    for (const reader of readers) expect((await reader?.read())?.done).toBe(true);
    expect([ends(), visits.welcome(answer)]).toEqual([2, undefined]);
  });

  it("breaks off an answer that fails, and has its place free again", async () => {
    const visits = new Visits(1);
    const failing = visits.welcome(async function* () {
      yield "a";
      throw new Error("a broken file");
    });
    const reader = failing?.getReader();
    await reader?.read();
    await expect(reader?.read()).rejects.toThrow("a broken file");
    expect(visits.welcome(waiting().answer)).toBeDefined();
  });
});

/** An answer that has nothing to say. */
function waiting(): { answer: (visit: Visit) => AsyncGenerator<string, void>; ends: () => number } {
  let ended = 0;
  return {
    async *answer(visit) {
      try {
        for (;;) {
          await visit.bell.heard();
          if (visit.isOver) return;
          yield "news";
        }
      } finally {
        ended += 1;
      }
    },
    ends: () => ended,
  };
}
