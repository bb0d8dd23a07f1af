import type { Change } from "./change.js";
import { matchesPattern } from "./matches-pattern.js";
import type { DriftIgnore, DriftPolicy, IgnoreState } from "./policy.js";
import type { DriftClass } from "./rules.js";

/** A change, and what the policy makes of it. Its class is the one that counts. */
export interface JudgedChange extends Change {
  /** Class that comparing gave it, where the policy gave another. */
  readonly ownClass?: DriftClass;
  /** Why it does not count, and how long. */
  readonly ignored?: { readonly until: string; readonly reason: string };
}

/** An ignore of the policy, and what became of it. */
export interface JudgedIgnore extends DriftIgnore {
  readonly state: IgnoreState;
  /** How many changes it matches, also where it no longer counts. */
  readonly matches: number;
}

/** Changes after a policy was applied to them. */
export interface Judgement {
  /** In their order, without those that are off. */
  readonly changes: readonly JudgedChange[];
  /** In the order of the policy. */
  readonly ignores: readonly JudgedIgnore[];
  /** How many changes are off. */
  readonly off: number;
  /** Whether something that counts is as bad as the policy fails on, or worse. */
  readonly isDrift: boolean;
}

/** Classes from harmless to bad. */
const severity: Readonly<Record<DriftClass, number>> = { info: 0, warning: 1, breaking: 2 };

/**
 * Judges changes by a policy. An ignore whose day is over, or is no day, keeps nothing from counting: it is
 * better to hear of a change twice than never.
 *
 * @param today the day it is, `YYYY-MM-DD`; passed in, since nothing here looks at a clock
 */
export function applyPolicy(changes: readonly Change[], policy: DriftPolicy, today: string): Judgement {
  const ignores = (policy.ignore ?? []).map((ignore) => ({
    ignore,
    matches: 0,
    validity: validity(ignore, today),
  }));
  let off = 0;
  const judged = changes.flatMap((change): readonly JudgedChange[] => {
    const own = change.class;
    const wanted = policy.rules?.[change.rule] ?? own;
    if (wanted === "off") {
      off += 1;
      return [];
    }
    const matching = ignores.filter(({ ignore }) => isMeant(ignore, change));
    for (const entry of matching) entry.matches += 1;
    const valid = matching.find((entry) => entry.validity === "valid")?.ignore;
    return [
      {
        ...change,
        class: wanted,
        ...(wanted !== own && { ownClass: own }),
        ...(valid && { ignored: { until: valid.until, reason: valid.reason } }),
      },
    ];
  });
  const { failOn = "breaking" } = policy;
  return {
    changes: judged,
    ignores: ignores.map(({ ignore, matches, validity: of }) => ({
      ...ignore,
      state: stateOf(of, matches),
      matches,
    })),
    off,
    isDrift: judged.some((change) => isDriftAt(change, failOn)),
  };
}

/** Whether the change counts and is as bad as a check fails on, or worse. */
export function isDriftAt(change: JudgedChange, failOn: DriftClass | "none"): boolean {
  if (change.ignored || failOn === "none") return false;
  return severity[change.class] >= severity[failOn];
}

function isMeant({ rule, table, path }: DriftIgnore, change: Change): boolean {
  if (rule !== change.rule) return false;
  if (table !== undefined && !matchesPattern(table.toLowerCase(), change.table.toLowerCase())) return false;
  return path === undefined || (change.path !== undefined && matchesPattern(path, change.path));
}

type Validity = "valid" | "expired" | "malformed";

function validity({ until }: DriftIgnore, today: string): Validity {
  if (!isDay(until)) return "malformed";
  return until >= today ? "valid" : "expired";
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

function stateOf(of: Validity, matches: number): IgnoreState {
  if (of !== "valid") return of;
  return matches > 0 ? "used" : "unused";
}
