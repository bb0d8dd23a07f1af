import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ZerobusError } from "../errors.js";
import { nextTurn, wait } from "./wait.js";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  // Whatever settled the wait, it leaves no timer behind.
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

/** A wait that is settled by hand. `stopped` counts how often it was told to stop. */
function waiting(timeoutMs?: number, signal?: AbortSignal) {
  const hand = { resolve: () => {}, reject: (_: ZerobusError) => {}, stopped: 0, started: 0 };
  const outcome = wait("the kettle", timeoutMs, signal, (resolve, reject) => {
    hand.started++;
    Object.assign(hand, { resolve, reject });
    return () => {
      hand.stopped++;
    };
  }).then(
    () => "done",
    (error: unknown) => error,
  );
  return { hand, outcome };
}

test("settles as it is told, and then stops nothing", async () => {
  const { signal } = new AbortController();
  const [good, bad] = [waiting(1_000, signal), waiting(1_000, signal)];
  const error = new ZerobusError("closed", "no");
  good.hand.resolve();
  bad.hand.reject(error);
  expect([await good.outcome, await bad.outcome]).toEqual(["done", error]);
  expect([good.hand.stopped, bad.hand.stopped]).toEqual([0, 0]);
});

test("rejects when its time is over, and stops", async () => {
  const { hand, outcome } = waiting(1_000);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await outcome).toMatchObject({
    code: "timeout",
    message: "[timeout] the kettle took longer than 1000 ms",
  });
  expect(hand.stopped).toBe(1);
});

test("rejects with the signal's reason when that fires, and stops", async () => {
  const abort = new AbortController();
  const { hand, outcome } = waiting(1_000, abort.signal);
  const reason = new Error("tea time");
  abort.abort(reason);
  expect(await outcome).toMatchObject({ code: "aborted", cause: reason });
  expect(hand.stopped).toBe(1);
});

test("does not begin when the signal has fired before", async () => {
  const { hand, outcome } = waiting(1_000, AbortSignal.abort());
  expect(await outcome).toMatchObject({ code: "aborted" });
  expect(hand.started).toBe(0);
});

test("leaves no listener on a signal that outlives it", async () => {
  const { signal } = new AbortController();
  const added = vi.spyOn(signal, "addEventListener");
  const removed = vi.spyOn(signal, "removeEventListener");
  const { hand, outcome } = waiting(undefined, signal);
  hand.resolve();
  await outcome;
  expect(added).toHaveBeenCalledTimes(1);
  expect(removed.mock.calls).toEqual(added.mock.calls);
});

test("a turn is let pass, unless the signal has fired", async () => {
  const turn = nextTurn({});
  await vi.advanceTimersByTimeAsync(0);
  await turn;
  await expect(nextTurn({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: "aborted" });
});
