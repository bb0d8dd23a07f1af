import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RecordPlan } from "../../record/record-plan.js";
import { struct } from "../../testing/schemas.js";
import { SentPlans } from "./sent-plans.js";

describe(SentPlans, () => {
  it("tells of a plan once, as long as few others come between", () => {
    const sent = new SentPlans();
    const [first, second] = [planOf(), planOf()];
    expect([sent.idOf(first), sent.idOf(second), sent.idOf(first)]).toEqual([0, 1, 0]);
    expect(sent.news()).toEqual({
      learn: [
        { id: 0, plan: first },
        { id: 1, plan: second },
      ],
      forget: [],
    });
    sent.idOf(second);
    expect(sent.news()).toEqual({ learn: [], forget: [] });
  });

  it("has the other side know each plan it needs, and never more than five hundred between groups", () => {
    const plans = Array.from({ length: 700 }, planOf);
    const group = fc.array(fc.integer({ min: 0, max: 699 }), { maxLength: 900 });
    fc.assert(
      fc.property(fc.array(group, { maxLength: 6 }), (groups) => {
        const sent = new SentPlans();
        const known = new Map<number, RecordPlan>();
        for (const group of groups) {
          const used = group.map((index) => plans[index] ?? planOf());
          const ids = used.map((plan) => sent.idOf(plan));
          const { learn, forget } = sent.news();
          for (const { id, plan } of learn) known.set(id, plan);
          expect(ids.every((id, at) => known.get(id) === used[at])).toBe(true);
          for (const id of forget) known.delete(id);
          expect(known.size).toBeLessThanOrEqual(500);
        }
      }),
      { numRuns: 50 },
    );
  });
});

function planOf(): RecordPlan {
  return { recordType: "JSON", schema: struct({ n: "long" }), unsupported: [] };
}
