import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ZerobusError } from "../errors.js";
import { pass } from "../testing/numbered-rows.js";
import { AckWaiters } from "./ack-waiters.js";

const TIMEOUT_MS = 10_000;
const late = (offset: number): ZerobusError => new ZerobusError("timeout", "late", { offset });
const over = new ZerobusError("closed", "over");

let waiters: AckWaiters;
/** How each wait has ended: `+offset` or `-offset:code`. */
let ended: string[];

beforeEach(() => {
  vi.useFakeTimers();
  waiters = new AckWaiters(TIMEOUT_MS, late);
  ended = [];
});

afterEach(() => {
  waiters.rejectAll(over);
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

function wait(offset: number, signal?: AbortSignal): void {
  waiters.wait(offset, signal).then(
    (acked) => ended.push(`+${acked}`),
    (error: ZerobusError) => ended.push(`-${offset}:${error.code}`),
  );
}

type Step =
  | { readonly kind: "wait" | "ack"; readonly offset: number }
  | { readonly kind: "leave"; readonly at: number };

const offset = fc.nat(20);
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constantFrom("wait" as const, "wait" as const, "ack" as const), offset }),
  fc.record({ kind: fc.constant("leave" as const), at: fc.nat(10) }),
);

test("resolves those whose offset is acked, lowest first, and nobody else", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep), async (steps) => {
      ended = [];
      let waiting: { readonly offset: number; readonly abort: AbortController }[] = [];
      for (const step of steps) {
        switch (step.kind) {
          case "wait": {
            const abort = new AbortController();
            wait(step.offset, abort.signal);
            waiting.push({ offset: step.offset, abort });
            break;
          }
          case "ack": {
            waiters.ackThrough(step.offset);
            await pass();
            const acked = waiting.filter(({ offset }) => offset <= step.offset).map(({ offset }) => offset);
            expect(ended.splice(0)).toEqual(acked.sort((a, b) => a - b).map((each) => `+${each}`));
            waiting = waiting.filter(({ offset }) => offset > step.offset);
            break;
          }
          case "leave": {
            const [gone] = waiting.splice(step.at, 1);
            gone?.abort.abort();
            await pass();
            expect(ended.splice(0)).toEqual(gone === undefined ? [] : [`-${gone.offset}:aborted`]);
            break;
          }
        }
      }
      waiters.rejectAll(over);
      await pass();
      expect(ended.sort()).toEqual(waiting.map(({ offset }) => `-${offset}:closed`).sort());
    }),
  );
});

test("rejects one offset alone, when everything before it is settled", async () => {
  for (const offset of [3, 4, 4, 5]) wait(offset);
  waiters.ackThrough(3);
  waiters.rejectAt(4, new ZerobusError("row_rejected", "bad"));
  await pass();
  expect(ended).toEqual(["+3", "-4:row_rejected", "-4:row_rejected"]);
  waiters.ackThrough(5);
});

describe("a wait that is late", () => {
  test("ends after the timeout, each in its own time, and not much later", async () => {
    wait(0);
    await pass(4_000);
    wait(1);
    await pass(5_999);
    expect(ended).toEqual([]);
    await pass(1);
    expect(ended).toEqual(["-0:timeout"]);
    await pass(4_000);
    expect(ended).toEqual(["-0:timeout", "-1:timeout"]);
  });

  test("is not looked for again at every moment in which one falls due", async () => {
    for (let offset = 0; offset < 200; offset++) {
      wait(offset);
      await pass(1);
    }
    const setTimer = vi.spyOn(globalThis, "setTimeout");
    await pass(TIMEOUT_MS + 200);
    expect(ended).toHaveLength(200);
    // One look a hundredth of the timeout: 100 ms.
    expect(setTimer.mock.calls.length).toBeLessThanOrEqual(5);
    setTimer.mockRestore();
  });

  test("ends though one before it was acked, and one after it came later", async () => {
    wait(1);
    await pass(1_000);
    wait(2);
    await pass(1_000);
    wait(3);
    waiters.ackThrough(1);
    await pass(TIMEOUT_MS);
    expect(ended).toEqual(["+1", "-2:timeout", "-3:timeout"]);
  });
});

test("forgets those who leave, however many, and settles nobody who has left", async () => {
  const aborts = Array.from({ length: 1_000 }, (_, offset) => {
    const abort = new AbortController();
    wait(offset, abort.signal);
    return abort;
  });
  for (const [offset, abort] of aborts.entries()) if (offset % 100 !== 0) abort.abort();
  await pass();
  ended = [];
  waiters.ackThrough(450);
  waiters.rejectAll(over);
  await pass();
  expect(ended.sort()).toEqual(
    ["+0", "+100", "+200", "+300", "+400", ...[5, 6, 7, 8, 9].map((n) => `-${n}00:closed`)].sort(),
  );
});

test("keeps no process alive when everybody has left", () => {
  vi.useRealTimers();
  const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
  const before = timers();
  const aborts = [0, 1].map((offset) => {
    const abort = new AbortController();
    wait(offset, abort.signal);
    return abort;
  });
  expect(timers()).toBe(before + 1);
  for (const abort of aborts) abort.abort();
  expect(timers()).toBe(before);
  vi.useFakeTimers();
});
