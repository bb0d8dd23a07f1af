import type { Change } from "./change.js";
import { RULE_TEXTS } from "./rule-text.js";
import { RULES, type RuleId } from "./rules.js";

/** A change before it is known which table it belongs to. */
export type FoundChange = Omit<Change, "table">;

/** A change of this rule, with the class and the advice of the rule unless the details say otherwise. */
export function foundChange(
  rule: RuleId,
  message: string,
  details: Partial<Omit<FoundChange, "rule" | "message">>,
): FoundChange {
  return { rule, class: RULES[rule], message, advice: RULE_TEXTS[rule].advice, ...details };
}
