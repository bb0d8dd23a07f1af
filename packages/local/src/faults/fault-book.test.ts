import { describe, expect, it } from "vitest";
import type { Fault, StreamFault } from "./fault.js";
import { FaultBook, type LiveStream } from "./fault-book.js";
import type { FaultRule } from "./fault-rule.js";

const ANY = { table: "a.b.c", requests: 0 };

describe(FaultBook, () => {
  it("strikes once, then the rule is spent and the book empty again", () => {
    const book = new FaultBook();
    expect(book.isEmpty).toBe(true);
    const handle = book.add({ fault: { kind: "fail-commit" } });
    expect([book.isEmpty, handle.hits]).toEqual([false, 0]);
    expect([...book.strikes("commit", ANY)]).toEqual([{ kind: "fail-commit" }]);
    expect([...book.strikes("commit", ANY)]).toEqual([]);
    expect([book.isEmpty, handle.hits, book.list()]).toEqual([true, 1, []]);
  });

  it.each([
    [3, 3],
    ["always", 10],
    [Number.POSITIVE_INFINITY, 10],
  ] as const)("with times %s strikes %i times out of ten", (times, hits) => {
    const book = new FaultBook();
    const handle = book.add({ fault: { kind: "fail-commit" }, times });
    for (let i = 0; i < 10; i++) [...book.strikes("commit", ANY)];
    expect(handle.hits).toBe(hits);
  });

  it("strikes only at the moment, on the table and after the requests that the rule names", () => {
    const book = new FaultBook();
    const handle = book.add({ fault: { kind: "cut" }, table: "a.b.c", afterRequests: 2, times: "always" });
    const tried = [
      book.strikes("ack", { table: "a.b.c", requests: 2 }),
      book.strikes("stream", { table: "a.b.d", requests: 2 }),
      book.strikes("stream", { table: undefined, requests: 2 }),
      book.strikes("stream", { table: "a.b.c", requests: 1 }),
      book.strikes("stream", { table: "a.b.c", requests: 2 }),
      book.strikes("stream", { table: "a.b.c", requests: 3 }),
    ].map((struck) => [...struck].length);
    expect([tried, handle.hits]).toEqual([[0, 0, 0, 0, 1, 1], 2]);
  });

  it("has rules of one kind strike one after the other, and those of different kinds together", () => {
    const book = new FaultBook();
    const faults: readonly Fault[] = [
      { kind: "refuse-create", code: "UNAVAILABLE" },
      { kind: "refuse-create", code: "ABORTED" },
      { kind: "reject-token" },
    ];
    for (const fault of faults) book.add({ fault });
    expect([...book.strikes("open", ANY)]).toEqual([faults[0], faults[2]]);
    expect([...book.strikes("open", ANY)]).toEqual([faults[1]]);
  });

  it("counts only what was taken", () => {
    const book = new FaultBook();
    const first = book.add({ fault: { kind: "refuse-create", code: "UNAVAILABLE" } });
    const second = book.add({ fault: { kind: "reject-token" } });
    for (const _ of book.strikes("open", ANY)) break;
    expect([first.hits, second.hits]).toEqual([1, 0]);
  });

  it("strikes no more with a rule that went while others struck", () => {
    const book = new FaultBook();
    book.add({ fault: { kind: "duplicate-ack" } });
    const second = book.add({ fault: { kind: "regress-ack" } });
    const struck = [];
    for (const { kind } of book.strikes("ack", ANY)) {
      struck.push(kind);
      second.remove();
    }
    expect([struck, second.hits]).toEqual([["duplicate-ack"], 0]);
  });

  it("passes over what does not fit", () => {
    const book = new FaultBook();
    const handle = book.add({ fault: { kind: "refuse-row", column: "id", equals: 1 } });
    expect([...book.strikes("row", ANY, () => false)]).toEqual([]);
    expect(handle.hits).toBe(0);
    expect([...book.strikes("row", ANY, ({ equals }) => equals === 1)].length).toBe(1);
  });

  it("forgets a rule that is removed, and all when it is cleared", () => {
    const book = new FaultBook();
    const [first, second] = [1, 2].map(() => book.add({ fault: { kind: "cut" }, times: "always" }));
    first?.remove();
    expect(book.list()).toEqual([second]);
    book.clear();
    expect([...book.strikes("stream", ANY)]).toEqual([]);
    expect(book.isEmpty).toBe(true);
  });

  it("strikes every live stream that matches at once, and none that comes later", () => {
    const book = new FaultBook();
    const struck: string[] = [];
    const live = (table: string, requests: number): LiveStream => ({
      table,
      requests,
      strike: ({ kind }: StreamFault) => struck.push(`${kind} ${table} ${requests}`),
    });
    const gone = live("a.b.c", 9);
    for (const stream of [live("a.b.c", 1), live("a.b.c", 5), live("a.b.d", 5), gone]) book.enter(stream);
    book.leave(gone);
    const handle = book.add({ fault: { kind: "reset" }, table: "a.b.c", now: true });
    book.enter(live("a.b.c", 7));
    expect([struck, handle.hits, book.isEmpty]).toEqual([["reset a.b.c 1", "reset a.b.c 5"], 2, true]);
    book.add({ fault: { kind: "cut" }, afterRequests: 6, now: true });
    expect(struck.slice(2)).toEqual(["cut a.b.c 7"]);
  });

  it.each<[string, unknown]>([
    ['no fault "explode"', { fault: { kind: "explode" } }],
    ["times is 0", { fault: { kind: "cut" }, times: 0 }],
    ["times is null", { fault: { kind: "cut" }, times: null }],
    ["now is for faults that strike a stream", { fault: { kind: "fail-commit" }, now: true }],
    ["takes no times", { fault: { kind: "cut" }, now: true, times: 2 }],
    ["afterRequests is 3", { fault: { kind: "delay-create", delayMs: 1 }, afterRequests: 3 }],
    ["delayMs is -1", { fault: { kind: "delay-token", delayMs: -1 } }],
    ["delayMs is missing", { fault: { kind: "delay-token" } }],
    ['forMs is "1s"', { fault: { kind: "stall", forMs: "1s" } }],
  ])("refuses a rule: %s", (why, rule) => {
    const book = new FaultBook();
    expect(() => book.add(rule as FaultRule)).toThrow(why);
    expect(book.isEmpty).toBe(true);
  });
});
