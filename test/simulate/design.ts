import { resolveStreamOptions } from "../../packages/runtime/src/stream/options.js";
import type {
  RecoveryPolicy,
  StreamEvent,
  StreamState,
  Transition,
} from "../../packages/runtime/src/stream/state.js";
import { transition } from "../../packages/runtime/src/stream/transition.js";

/** Milliseconds to pause after so many consecutive failures; `random` is 0 ≤ random < 1. */
export type Pause = (failures: number, random: number) => number;

/** A way to recover: the machine with the options of a policy. What is optional takes the place of the machine's own. */
export interface Design {
  readonly name: string;
  readonly policy: RecoveryPolicy;
  /** False: every random number is ½, so that pauses are as long as with jitter on average, and equal for all. */
  readonly jitter: boolean;
  readonly pause?: Pause;
  /** A stream that is to be replaced is drained at once, and reopened within the announced time, this at most. */
  readonly rotationSpreadMs?: number;
  /** It is drained only then: rows are sent until a moment within the announced time, this at most. */
  readonly sendsOnMs?: number;
}

/** The machine and its defaults. */
export const present: Design = {
  name: "now",
  policy: { ...resolveStreamOptions({}), isolation: false },
  jitter: true,
};

const counted: RecoveryPolicy = { ...resolveStreamOptions({ recoveryRetries: 4 }), isolation: false };

/** What the machine did before it was simulated. */
export const before: Design = {
  name: "before",
  policy: counted,
  jitter: true,
  pause: pauses("equal", 60_000),
  rotationSpreadMs: 0,
};

/** Retries and pauses as those of the official clients. There is no chance in them. */
export const official: Design = {
  name: "official policy",
  policy: counted,
  jitter: false,
  pause: () => counted.recoveryBackoffMs,
  rotationSpreadMs: 0,
};

/** The same without chance. */
export function withoutJitter(design: Design): Design {
  return { ...design, name: `${design.name}, no jitter`, jitter: false };
}

/**
 * Pauses that double up to a cap. Of the doubled one, c, `equal` draws from ½ c to c, `full` from nothing to c, and `wide`
 * from 2 s to 3 c.
 */
export function pauses(jitter: "equal" | "full" | "wide", capMs: number): Pause {
  const baseMs = 2_000;
  return (failures, random) => {
    const doubled = baseMs * 2 ** (failures - 1);
    switch (jitter) {
      case "equal":
        return Math.min(doubled, capMs) * (1 - random / 2);
      case "full":
        return Math.min(doubled, capMs) * random;
      case "wide":
        return baseMs + (Math.min(doubled * 3, capMs) - baseMs) * random;
    }
  };
}

/** The machine's transition, with what the design does in another way. */
export function transitionOf(design: Design, state: StreamState, event: StreamEvent): Transition {
  const [next, effects] = transition(state, event, design.policy);
  if (!("random" in event)) return [next, effects];
  const { pause, rotationSpreadMs } = design;
  if (event.kind === "close-signal") {
    if (rotationSpreadMs === undefined || state.kind !== "open" || !("reopenAt" in next))
      return [next, effects];
    const spreadMs = Math.min(event.durationMs, rotationSpreadMs);
    return [{ ...next, reopenAt: event.now + spreadMs * event.random }, effects];
  }
  const hasFailed = next.kind === "backing-off" && next !== state && next.cause !== undefined;
  if (pause === undefined || !hasFailed) return [next, effects];
  return [{ ...next, deadline: event.now + pause(next.budget.failures, event.random) }, effects];
}
