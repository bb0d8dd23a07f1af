import type { FaultRule } from "../../src/faults/fault-rule.js";
import { type FaultField, type FieldValues, membersOf } from "./fault-field.js";

/** Where and how often, as a form has it. */
export interface Draft {
  /** Empty: every one. */
  readonly table: string;
  readonly often: "once" | "times" | "always";
  readonly times: string;
  readonly afterRequests: string;
  readonly now: boolean;
}

/** The rule that a form stands for, without what is as it would be anyway. */
export function ruleOf(
  kind: string,
  fields: readonly FaultField[],
  values: FieldValues,
  draft: Draft,
): FaultRule {
  const { table, often, times, afterRequests, now } = draft;
  // The server has the last word on what a form can put together.
  const fault = { kind, ...membersOf(fields, values) } as FaultRule["fault"];
  return {
    fault,
    ...(table === "" ? {} : { table }),
    ...(now || often === "once" ? {} : { times: often === "always" ? "always" : Number(times) }),
    ...(Number(afterRequests) === 0 ? {} : { afterRequests: Number(afterRequests) }),
    ...(now ? { now } : {}),
  };
}
