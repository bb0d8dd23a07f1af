import type { FaultRule } from "../../src/faults/fault-rule.js";
import { count } from "../format/numbers.js";
import { faultWords } from "./fault-words.js";

/** What a rule's fault was told, beside its kind: `delayMs 500`. */
export function faultDetails({ fault }: FaultRule): string {
  return Object.entries(fault)
    .filter(([name]) => name !== "kind")
    .map(([name, value]) => `${name} ${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(", ");
}

/** When a rule strikes and how often, as a sentence's end: `the next time`, `2 times, after 10 requests`. */
export function whenWords({ times = 1, afterRequests = 0 }: FaultRule): string {
  const often =
    times === "always" ? "every time" : times === 1 ? "the next time" : `the next ${count(times)} times`;
  return afterRequests > 0 ? `${often}, after ${count(afterRequests)} requests` : often;
}

/** What a rule is called. */
export function ruleTitle({ fault }: FaultRule): string {
  return faultWords(fault.kind).title;
}
