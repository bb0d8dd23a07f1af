import { setImmediate } from "node:timers/promises";
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { drainOn } from "./drain.js";

let kills: unknown[];

beforeEach(() => {
  kills = [];
  vi.spyOn(process, "kill").mockImplementation((_pid, signal) => {
    kills.push(signal);
    return true;
  });
});

afterEach(() => {
  vi.restoreAllMocks();
  expect(process.listenerCount("SIGHUP")).toBe(0);
});

/** Drains on SIGHUP and SIGBREAK, as long as the test lets it. */
function listen(): { readonly settle: (error?: Error) => void; readonly drains: () => number } {
  let drains = 0;
  let settle: (error?: Error) => void = () => {};
  const stop = drainOn(["SIGHUP", "SIGBREAK"], () => {
    drains++;
    return new Promise<void>((resolve, reject) => {
      settle = (error) => (error === undefined ? resolve() : reject(error));
    });
  });
  onTestFinished(stop);
  return { settle: (error) => settle(error), drains: () => drains };
}

test.each([undefined, new Error("rows remain")])(
  "the process ends by the same signal once drained, or not: %s",
  async (error) => {
    const { settle, drains } = listen();
    process.emit("SIGHUP", "SIGHUP");
    await setImmediate();
    expect([drains(), kills]).toEqual([1, []]);
    settle(error);
    await setImmediate();
    expect(kills).toEqual(["SIGHUP"]);
  },
);

test("while it drains, it listens no more: the next signal ends the process by itself", async () => {
  const { drains, settle } = listen();
  process.emit("SIGHUP", "SIGHUP");
  expect(process.listenerCount("SIGHUP") + process.listenerCount("SIGBREAK")).toBe(0);
  expect(drains()).toBe(1);
  settle();
  await setImmediate();
});

test("when the application listens too, it decides when to end", async () => {
  const listener = (): void => {};
  process.on("SIGHUP", listener);
  onTestFinished(() => void process.off("SIGHUP", listener));
  const { settle } = listen();
  process.emit("SIGHUP", "SIGHUP");
  settle();
  await setImmediate();
  expect(kills).toEqual([]);
  process.off("SIGHUP", listener);
});

test("nothing is listened to when nothing was asked for, or it was taken back", () => {
  drainOn([], () => expect.unreachable());
  drainOn(["SIGHUP"], () => expect.unreachable())();
  expect(process.listenerCount("SIGHUP")).toBe(0);
});

test("of two clients, the one that is drained first leaves the other its time", async () => {
  const [one, other] = [listen(), listen()];
  process.emit("SIGHUP", "SIGHUP");
  one.settle();
  await setImmediate();
  expect(kills).toEqual([]);
  other.settle();
  await setImmediate();
  expect(kills).toEqual(["SIGHUP"]);
});
