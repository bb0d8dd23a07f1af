import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Newest } from "./newest.js";

describe(Newest, () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("works through the newest only, and rests twice as long as that took", () => {
    const worked: string[] = [];
    const newest = new Newest((text) => {
      worked.push(text);
      vi.advanceTimersByTime(100);
    });
    newest.take("1");
    newest.take("2");
    vi.advanceTimersByTime(1);
    expect(worked).toEqual(["2"]);
    newest.take("3");
    vi.advanceTimersByTime(150);
    newest.take("4");
    expect(worked).toEqual(["2"]);
    vi.advanceTimersByTime(100);
    expect(worked).toEqual(["2", "4"]);
  });

  it("forgets what it has not begun", () => {
    const work = vi.fn();
    const newest = new Newest(work);
    newest.take("1");
    newest.forget();
    vi.runAllTimers();
    expect(work).not.toHaveBeenCalled();
    newest.take("2");
    vi.runAllTimers();
    expect(work).toHaveBeenCalledExactlyOnceWith("2");
  });
});
