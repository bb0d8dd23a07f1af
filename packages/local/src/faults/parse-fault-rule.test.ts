import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FAULT_KINDS } from "./fault.js";
import { FaultBook } from "./fault-book.js";
import { FAULT_MEMBERS } from "./fault-members.js";
import { FaultRuleError, parseFaultRule } from "./parse-fault-rule.js";

describe(parseFaultRule, () => {
  it.each([
    { fault: { kind: "cut" } },
    { fault: { kind: "end", code: "NOT_FOUND", message: "gone" }, table: "a.b.c", times: "always" },
    { fault: { kind: "close-signal", durationMs: -1, next: "stay" }, afterRequests: 3 },
    { fault: { kind: "refuse-create", code: "INVALID_ARGUMENT", causes: ["TYPE_INCOMPATIBLE"] } },
    { fault: { kind: "refuse-row", column: "id", equals: null }, times: 2 },
    { fault: { kind: "refuse-token", status: 429 } },
    { fault: { kind: "goaway" }, now: true },
  ])("takes %j", (rule) => {
    expect(parseFaultRule(rule)).toBe(rule);
  });

  it.each<[unknown, readonly (string | RegExp)[]]>([
    [null, ["a rule is an object with a fault"]],
    [[], ["a rule is an object with a fault"]],
    [{}, [/^fault is missing; it must be an object/]],
    [{ fault: "cut" }, [/^fault is "cut"; it must be an object/]],
    [{ fault: {} }, [/^there is no fault undefined; there are .*cut/]],
    [{ fault: { kind: "toString" } }, [/^there is no fault "toString"/]],
    [
      { fault: { kind: "stall", forMs: "1s", for: 1 }, times: 0, table: 7, when: 1, now: "yes" },
      [
        "table is 7; it must be the full name of a table",
        'times is 0; it must be 1 at least, or "always"',
        'now is "yes"; it must be true or false',
        /^there is no "when"; there are fault, table/,
        'stall: forMs is "1s"; it must be a number of milliseconds',
        'stall: there is no "for"; there are forMs',
      ],
    ],
    [
      { fault: { kind: "refuse-create", code: "OK", causes: ["X"] } },
      [/code is "OK"; .*NOT_FOUND/, /causes is a list; /],
    ],
    [{ fault: { kind: "refuse-token", status: 418 } }, [/status is 418; it must be one of 400/]],
    [{ fault: { kind: "refuse-row", equals: {} } }, [/column is missing/, /equals is an object/]],
    [{ fault: { kind: "close-signal", durationMs: 1e300 } }, [/durationMs is 1e\+300/]],
    [
      { fault: { kind: "fail-commit" }, now: true, times: 2, afterRequests: 1 },
      [/now is for faults that strike a stream/, /takes no times/, /afterRequests is 1/],
    ],
  ])("refuses %j with everything that is wrong", (rule, problems) => {
    const error = refused(rule);
    expect(error.problems).toEqual(
      problems.map((problem) => (typeof problem === "string" ? problem : expect.stringMatching(problem))),
    );
    expect(error.message).toBe(error.problems.join("; "));
  });

  it("is short about what is long", () => {
    const members = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`m${i}`, 1]));
    const error = refused({ ...members, table: ["x".repeat(1e6)], fault: { kind: "x".repeat(1e6) } });
    expect(error.message.length).toBeLessThan(1500);
  });

  it("takes nothing that the book of faults cannot strike with, and never fails otherwise", () => {
    const members = Object.values(FAULT_MEMBERS).flatMap((of) => Object.keys(of));
    const fault = fc.dictionary(
      fc.constantFrom("kind", ...members),
      fc.oneof(fc.constantFrom(...FAULT_KINDS, "NOT_FOUND", "end", 503), fc.jsonValue()),
    );
    const rule = fc.oneof(
      fc.jsonValue(),
      fc.record(
        { fault, times: fc.jsonValue(), afterRequests: fc.jsonValue(), now: fc.boolean() },
        { requiredKeys: ["fault"] },
      ),
    );
    fc.assert(
      fc.property(rule, (json) => {
        try {
          const handle = new FaultBook().add(parseFaultRule(json));
          expect(handle.hits).toBe(0);
        } catch (error) {
          expect(error).toBeInstanceOf(FaultRuleError);
        }
      }),
    );
  });
});

function refused(rule: unknown): FaultRuleError {
  try {
    parseFaultRule(rule);
  } catch (error) {
    if (error instanceof FaultRuleError) return error;
  }
  throw new Error("it was not refused");
}
