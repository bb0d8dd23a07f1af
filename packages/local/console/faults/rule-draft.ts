import type { FaultRule } from "../../src/faults/fault-rule.js";
import { type FaultField, type FieldValues, membersOf } from "./fault-field.js";
import { momentOf } from "./fault-words.js";

/** How often a rule can strike, in the words of the form. */
export const OFTEN = ["once", "times", "always"] as const;

/** Where and how often, as a form has it. */
export interface Draft {
  /** Empty: every one. */
  readonly table: string;
  readonly often: (typeof OFTEN)[number];
  readonly times: string;
  readonly afterRequests: string;
  readonly now: boolean;
}

/** What a form begins with. */
export const FIRST_DRAFT: Draft = { table: "", often: "once", times: "3", afterRequests: "0", now: false };

/** What can be said of a rule, by when its fault strikes. */
export interface Possible {
  readonly now: boolean;
  readonly afterRequests: boolean;
}

/** What can be said of a rule with this kind of fault. */
export function possibleFor(kind: string): Possible {
  const moment = momentOf(kind);
  return { now: moment === "stream", afterRequests: ["stream", "row", "ack"].includes(moment) };
}

/** The rule that a form stands for, without what is as it would be anyway. */
export function ruleOf(
  kind: string,
  fields: readonly FaultField[],
  values: FieldValues,
  draft: Draft,
): FaultRule {
  const possible = possibleFor(kind);
  const now = draft.now && possible.now;
  const afterRequests = possible.afterRequests ? Number(draft.afterRequests) : 0;
  // The server has the last word on what a form can put together.
  const fault = { kind, ...membersOf(fields, values) } as FaultRule["fault"];
  return {
    fault,
    ...(draft.table === "" ? {} : { table: draft.table }),
    ...(now || draft.often === "once"
      ? {}
      : { times: draft.often === "always" ? "always" : Number(draft.times) }),
    ...(afterRequests === 0 ? {} : { afterRequests }),
    ...(now ? { now } : {}),
  };
}
