import { describe, expect, it } from "vitest";
import type { RefusalView } from "../../src/console/views.js";
import { grouped } from "./grouped.js";

function refusal(at: number, message: string): RefusalView {
  return { at, what: "stream", table: "a.b.c", code: "NOT_FOUND", message };
}

describe(grouped, () => {
  it("tells the same refusal once for as often as it came in a row", () => {
    const refusals = [refusal(9, "x"), refusal(8, "x"), refusal(7, "y"), refusal(6, "x")];
    expect(
      grouped(refusals).map(({ refusal: { at, message }, times, since }) => [message, at, times, since]),
    ).toEqual([
      ["x", 9, 2, 8],
      ["y", 7, 1, 7],
      ["x", 6, 1, 6],
    ]);
    expect(grouped([])).toEqual([]);
  });
});
