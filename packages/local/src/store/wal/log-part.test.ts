import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RecordPlan } from "../../record/record-plan.js";
import { struct } from "../../testing/schemas.js";
import { partsOf } from "./log-part.js";
import type { LoggedAppend } from "./read-segment.js";

const schema = struct({ id: "long" });
const plan: RecordPlan = { recordType: "JSON", schema, unsupported: [] };

/** Appends of requests of records, each as long as the number says. */
function appendsOf(first: number, lengths: readonly (readonly (readonly number[])[])[]): LoggedAppend[] {
  let next = first;
  return lengths.map((requests) => {
    const append = {
      first: next,
      schema,
      requests: requests.map((records) => ({ plan, records: records.map((length) => Buffer.alloc(length)) })),
    };
    next += requests.flat().length;
    return append;
  });
}

const lengthsIn = (requests: LoggedAppend["requests"]): number[] =>
  requests.flatMap(({ records }) => records.map(({ length }) => length));

describe(partsOf, () => {
  it("has each record once and in order, in parts that are not too large", () => {
    const lengths = fc.array(fc.array(fc.array(fc.nat(9), { maxLength: 6 }), { maxLength: 4 }), {
      maxLength: 5,
    });
    fc.assert(
      fc.property(lengths, fc.nat(40), fc.nat(60), (appends, first, recorded) => {
        const limits = { commitRows: 4, commitBytes: 16 };
        const logged = appendsOf(first + 1, appends);
        const parts = [...partsOf(logged, recorded, limits)].map(({ first, last, requests }) => ({
          first,
          last,
          lengths: lengthsIn(requests),
        }));
        const wanted = lengthsIn(logged.flatMap(({ requests }) => requests)).slice(
          Math.max(0, recorded - first),
        );
        expect(parts.flatMap(({ lengths }) => lengths)).toEqual(wanted);
        let next = Math.max(first, recorded) + 1;
        for (const { first, last, lengths } of parts) {
          expect([first, last]).toEqual([next, next + lengths.length - 1]);
          expect(lengths.length).toBeLessThanOrEqual(4);
          if (lengths.length > 1) expect(lengths.reduce((a, b) => a + b)).toBeLessThanOrEqual(16);
          next = last + 1;
        }
      }),
      { numRuns: 500 },
    );
  });

  it("fills a part from several appends before it begins another", () => {
    const logged = appendsOf(1, [[[1, 1]], [[1], [1]], [[1, 1]]]);
    const parts = [...partsOf(logged, 0, { commitRows: 4, commitBytes: 100 })];
    expect(parts.map(({ first, last }) => [first, last])).toEqual([
      [1, 4],
      [5, 6],
    ]);
  });
});
