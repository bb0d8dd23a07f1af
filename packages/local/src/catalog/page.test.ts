import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pageOf } from "./page.js";

describe(pageOf, () => {
  it("gives every item once and in order, whatever the page size", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 120 }),
        fc.nat(60),
        (names, size) => {
          const sorted = [...names].sort();
          const seen: string[] = [];
          let token: string | undefined;
          do {
            const page = pageOf(sorted, (name) => name, String(size), token);
            expect(page?.items.length).toBeLessThanOrEqual(size === 0 ? 50 : Math.min(size, 50));
            seen.push(...(page?.items ?? []));
            token = page?.nextPageToken;
          } while (token !== undefined);
          expect(seen).toEqual(sorted);
        },
      ),
    );
  });

  it("neither repeats nor skips what stays while other items come and go", () => {
    const first = pageOf(["b", "d", "f"], (name) => name, "2", undefined);
    expect(first?.items).toEqual(["b", "d"]);
    const second = pageOf(["a", "e", "f"], (name) => name, "2", first?.nextPageToken);
    expect(second).toEqual({ items: ["e", "f"], nextPageToken: undefined });
  });

  it.each([
    ["-1", undefined],
    ["x", undefined],
    ["1.5", undefined],
    ["9999999999", undefined],
    ["1", "???"],
    ["1", "YQ=="],
  ])("refuses max_results %j with page_token %j", (maxResults, token) => {
    expect(pageOf(["a"], (name) => name, maxResults, token)).toBeUndefined();
  });
});
