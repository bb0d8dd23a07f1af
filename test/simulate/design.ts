import { resolveStreamOptions } from "../../packages/runtime/src/stream/options.js";
import type { RecoveryPolicy } from "../../packages/runtime/src/stream/state.js";

/** Milliseconds to pause after so many failures. `lastMs` is the pause before; `random` is 0 ≤ random < 1. */
export type Pause = (failures: number, lastMs: number, random: number) => number;

/**
 * A way to recover: the machine as it is, with the options of a policy, or a variation that is tried out around it.
 * What is left out is the machine's own.
 */
export interface Design {
  readonly name: string;
  readonly policy: RecoveryPolicy;
  /** False: every random number is ½, so that pauses are as long as with jitter on average, and equal for all. */
  readonly jitter: boolean;
  readonly pause?: Pause;
  /** Gives up when the retries are used up and this much time has passed since the first failure as well. */
  readonly totalBudgetMs?: number;
  /**
   * Within the announced time, at random: goes on `sending` until then, or drains at once and is `waiting` until then
   * before it reopens, no longer than `longestMs`.
   */
  readonly rotation?: { readonly spread: "sending" | "waiting"; readonly longestMs: number };
  /** A token request goes on after the attempt that made it has timed out, and the next attempt joins it. */
  readonly keepsTokenRequest?: boolean;
}

/**
 * How a pause is drawn from the exponential one: `equal` from half of it on, `full` from nothing on, `added` from it to
 * half as much again, `around` from a quarter of it to seven quarters, `wide` from the base to three times it,
 * `decorrelated` from the base to three times the pause before.
 */
export type Jitter = "equal" | "full" | "around" | "wide" | "decorrelated" | "added";

/** Pauses that grow by a factor up to a cap. */
export function pauses(jitter: Jitter, baseMs: number, growth: number, capMs: number): Pause {
  return (failures, lastMs, random) => {
    const longest = Math.min(baseMs * growth ** (failures - 1), capMs);
    switch (jitter) {
      case "equal":
        return longest * (1 - random / 2);
      case "full":
        return longest * random;
      case "around":
        return Math.min(longest * (0.25 + 1.5 * random), capMs);
      case "wide":
        return baseMs + (Math.min(longest * 3, capMs) - baseMs) * random;
      case "added":
        return longest * (1 + random / 2);
      case "decorrelated":
        return Math.min(capMs, baseMs + (Math.max(lastMs, baseMs) * 3 - baseMs) * random);
    }
  };
}

/** The machine and its defaults. */
export const present: Design = { name: "present", policy: resolveStreamOptions({}), jitter: true };

/** What the simulation speaks for. */
export const proposed: Design = {
  name: "proposed",
  policy: present.policy,
  jitter: true,
  totalBudgetMs: 300_000,
  rotation: { spread: "sending", longestMs: 60_000 },
  keepsTokenRequest: true,
};

/** The same without chance. */
export function withoutJitter(design: Design): Design {
  return { ...design, name: `${design.name}, no jitter`, jitter: false };
}
