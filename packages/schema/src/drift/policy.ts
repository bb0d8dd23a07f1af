import type { DriftClass, RuleId } from "./rules.js";

/** What a project makes of drift: how bad each rule is to it, what it knows of already, when a check fails. */
export interface DriftPolicy {
  /** The least class that is drift; `none` never is. Default `breaking`. */
  readonly failOn?: DriftClass | "none";
  /** Another class for all changes of a rule, or `off`: then they are only counted. */
  readonly rules?: Readonly<Partial<Record<RuleId, DriftClass | "off">>>;
  /** Changes that are known, each until a day. */
  readonly ignore?: readonly DriftIgnore[];
}

/** Changes that do not count until a day. They stay in the report. */
export interface DriftIgnore {
  readonly rule: RuleId;
  /** Full name of the table, or a pattern in which `*` stands for anything. Absent: every table. */
  readonly table?: string;
  /** Path in the table as reports show it, or such a pattern. Absent: every change of the rule. */
  readonly path?: string;
  /** Last day on which it counts: `YYYY-MM-DD`. */
  readonly until: string;
  /** Why, for those who read the report. */
  readonly reason: string;
}

/**
 * What became of an ignore: `used`; `unused`, it matches nothing; `expired`, its day is over; `malformed`, its
 * day is no day. Only a used one keeps anything from counting.
 */
export type IgnoreState = "used" | "unused" | "expired" | "malformed";
