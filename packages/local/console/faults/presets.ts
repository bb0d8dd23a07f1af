import type { FaultRule } from "../../src/faults/fault-rule.js";

/** A rule that is switched on with one click. */
export interface Preset {
  readonly title: string;
  readonly about: string;
  readonly rule: FaultRule;
}

/** What is most worth trying: each shows one thing that a client must survive. */
export const PRESETS: readonly Preset[] = [
  {
    title: "Refuse the next stream",
    about: "UNAVAILABLE, once. A client tries again.",
    rule: { fault: { kind: "refuse-create", code: "UNAVAILABLE" } },
  },
  {
    title: "Cut after the next commit",
    about: "The rows are stored, the ack is lost: they arrive twice.",
    rule: { fault: { kind: "commit-then-cut" } },
  },
  {
    title: "Slow disk, 500 ms",
    about: "Every commit takes half a second longer, until switched off.",
    rule: { fault: { kind: "slow-disk", delayMs: 500 }, times: "always" },
  },
  {
    title: "Fail the next commit",
    about: "Nothing of it is stored; its streams end and come back.",
    rule: { fault: { kind: "fail-commit" } },
  },
  {
    title: "No tokens",
    about: "The token endpoint answers 503, until switched off.",
    rule: { fault: { kind: "refuse-token", status: 503 }, times: "always" },
  },
  {
    title: "Announce a close",
    about: "The next stream is told to leave within 2 s, as before maintenance.",
    rule: { fault: { kind: "close-signal", durationMs: 2_000 } },
  },
];

/** Whether two rules say the same. */
export function sameRule(a: FaultRule, b: FaultRule): boolean {
  return a.fault.kind === b.fault.kind && canonical(a) === canonical(b);
}

/** The text of a rule without what it leaves to its defaults. */
function canonical({ fault, table, times = 1, afterRequests = 0, now = false }: FaultRule): string {
  return JSON.stringify([Object.entries(fault).sort(), table ?? null, times, afterRequests, now]);
}
