import { expect, test, vi } from "vitest";
import { Waiters } from "./waiters.js";

test("wakes all who wait, once", async () => {
  const waiters = new Waiters("a change");
  const woken: string[] = [];
  const wait = async (name: string): Promise<void> => {
    await waiters.next({});
    woken.push(name);
  };
  const first = [wait("a"), wait("b")];
  waiters.wake();
  const later = wait("c");
  await Promise.all(first);
  expect(woken).toEqual(["a", "b"]);
  waiters.wake();
  await later;
  expect(woken).toEqual(["a", "b", "c"]);
});

test("one who gives up is not woken, and the others are", async () => {
  const waiters = new Waiters("a change");
  const abort = new AbortController();
  const gaveUp = waiters.next({ signal: abort.signal }).catch((error: unknown) => error);
  const stayed = waiters.next({});
  abort.abort();
  waiters.wake();
  await stayed;
  expect(await gaveUp).toMatchObject({ code: "aborted", message: "[aborted] stopped waiting for a change" });
});

test("lets go of those it has woken", async () => {
  const waiters = new Waiters("a change");
  const { signal } = new AbortController();
  const released = vi.spyOn(signal, "removeEventListener");
  const woken = waiters.next({ signal });
  waiters.wake();
  waiters.wake();
  await woken;
  expect(released).toHaveBeenCalledTimes(1);
});
