import { ZerobusError } from "../../packages/runtime/src/errors.js";
import type { RecoveryPolicy, StreamEvent, StreamState } from "../../packages/runtime/src/stream/state.js";
import { type Transition, transition } from "../../packages/runtime/src/stream/transition.js";
import type { Design } from "./design.js";

/** The machine of one client, varied as its design says. Without a variation it is the machine itself. */
export class Variation {
  readonly #design: Design;
  readonly #policy: RecoveryPolicy;
  #failingSince: number | undefined;
  #lastPauseMs = 0;
  /** What the region announced last. */
  announcedMs = 0;

  constructor(design: Design) {
    this.#design = design;
    const { policy, totalBudgetMs } = design;
    this.#policy =
      totalBudgetMs === undefined ? policy : { ...policy, recoveryRetries: Number.MAX_SAFE_INTEGER };
  }

  /** The machine's transition. The random number is for what the machine itself leaves to none. */
  of(before: StreamState, event: StreamEvent, random: number): Transition {
    const [after, effects] = transition(before, event, this.#policy);
    if (after.kind === "backing-off" && before.kind !== "backing-off" && isFailure(before, after)) {
      return [this.#afterFailure(after, event.now, random), effects];
    }
    if (after.kind === "opening" && (before.kind === "rotating" || before.kind === "half-closed")) {
      const { rotation } = this.#design;
      if (rotation?.spread !== "waiting") return [after, effects];
      const waitMs = Math.min(this.announcedMs, rotation.longestMs) * random;
      const deadline = event.now + waitMs;
      return [
        { kind: "backing-off", budget: after.budget, deadline },
        effects.filter((effect) => effect !== "open"),
      ];
    }
    return [after, effects];
  }

  /** How long rows are still sent after the signal that the region will close. */
  sendOnMs(announcedMs: number, random: number): number {
    const { rotation } = this.#design;
    if (rotation?.spread !== "sending") return 0;
    // The rest is for the acks that are then still due.
    return Math.min(Math.max(announcedMs - 1_000, 0), rotation.longestMs) * random;
  }

  #afterFailure(
    after: Extract<StreamState, { kind: "backing-off" }>,
    now: number,
    random: number,
  ): StreamState {
    const { pause, policy, totalBudgetMs } = this.#design;
    const { failures } = after.budget;
    if (failures === 1) {
      this.#failingSince = now;
      this.#lastPauseMs = 0;
    }
    const spentMs = now - (this.#failingSince ?? now);
    if (totalBudgetMs !== undefined && failures > policy.recoveryRetries && spentMs >= totalBudgetMs) {
      return { kind: "failed", cause: new ZerobusError("recovery_exhausted", "the budget is used up") };
    }
    if (pause === undefined) return after;
    this.#lastPauseMs = pause(failures, this.#lastPauseMs, random);
    return { ...after, deadline: now + this.#lastPauseMs };
  }
}

/** False for the pause that keeps two rotations apart. */
function isFailure(before: StreamState, after: Extract<StreamState, { kind: "backing-off" }>): boolean {
  if (before.kind === "opening" || before.kind === "open") return true;
  return before.kind === "rotating" && after.budget.failures > before.budget.failures;
}
