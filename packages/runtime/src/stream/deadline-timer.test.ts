import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { DeadlineTimer } from "./deadline-timer.js";

let fired: number[];
let timer: DeadlineTimer;

beforeEach(() => {
  vi.useFakeTimers();
  fired = [];
  timer = new DeadlineTimer(() => fired.push(performance.now()));
});

afterEach(() => {
  vi.useRealTimers();
});

test("calls back once, when the deadline has passed", () => {
  const deadline = performance.now() + 100;
  timer.set(deadline);
  vi.advanceTimersByTime(99);
  expect(fired).toEqual([]);
  vi.advanceTimersByTime(1_000);
  expect(fired).toEqual([deadline]);
});

test("follows the deadline to an earlier and to a later time", () => {
  const begin = performance.now();
  timer.set(begin + 500);
  timer.set(begin + 100);
  timer.set(begin + 300);
  vi.advanceTimersByTime(1_000);
  expect(fired).toEqual([begin + 300]);
});

test("does not move its timer while the deadline moves away", () => {
  const setTimeout = vi.spyOn(globalThis, "setTimeout");
  const begin = performance.now();
  for (let ack = 0; ack < 1_000; ack++) timer.set(begin + 100 + ack);
  expect(setTimeout).toHaveBeenCalledTimes(1);
  expect(vi.getTimerCount()).toBe(1);
});

test("makes one timer for deadlines that come and go, and calls back for the one that stays", () => {
  const setTimeout = vi.spyOn(globalThis, "setTimeout");
  const begin = performance.now();
  for (let ack = 0; ack < 1_000; ack++) {
    timer.set(begin + 100 + ack);
    timer.set(undefined);
  }
  expect(setTimeout).toHaveBeenCalledTimes(1);
  timer.set(begin + 300);
  vi.advanceTimersByTime(1_000);
  expect(fired).toEqual([begin + 300]);
});

test("keeps the process alive for a deadline alone", () => {
  vi.useRealTimers();
  const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
  const before = timers();
  const running: number[] = [];
  for (const deadline of [performance.now() + 60_000, undefined, performance.now() + 70_000]) {
    timer.set(deadline);
    running.push(timers() - before);
  }
  timer.end();
  expect([...running, timers() - before]).toEqual([1, 0, 1, 0]);
});

test("leaves nothing behind when it ends", () => {
  timer.set(performance.now() + 100);
  timer.set(undefined);
  timer.end();
  expect(vi.getTimerCount()).toBe(0);
});

test("forgets a deadline that is taken away", () => {
  timer.set(performance.now() + 100);
  timer.set(undefined);
  vi.advanceTimersByTime(1_000);
  expect(fired).toEqual([]);
  timer.set(performance.now() + 100);
  vi.advanceTimersByTime(100);
  expect(fired).toHaveLength(1);
});

test("calls back for a deadline in the past, but not at once", () => {
  timer.set(performance.now() - 1);
  expect(fired).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(fired).toHaveLength(1);
});

test("waits for a deadline that is farther than a timer reaches", () => {
  const deadline = performance.now() + 2 ** 32;
  timer.set(deadline);
  vi.advanceTimersByTime(2 ** 32 - 1);
  expect(fired).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(fired).toEqual([deadline]);
});
