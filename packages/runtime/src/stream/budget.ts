import { ZerobusError } from "../errors.js";
import { backoffMs } from "./backoff.js";
import type { Budget, RecoveryPolicy, StreamEffect, Transition } from "./state.js";

/** Nothing has failed on a stream that is known to work. */
export const FRESH: Budget = {
  failures: 0,
  failingSince: undefined,
  isNew: false,
  renewed: false,
  ackBy: undefined,
};

/** Nothing was tried yet. */
export const NEW: Budget = { ...FRESH, isNew: true };

/** Whether the server does not accept the credentials. */
export function isRejection(cause: ZerobusError): boolean {
  return cause.code === "unauthenticated" || cause.code === "permission_denied";
}

/** What follows one more failure: another attempt if the policy, the cause and the budget allow it, the end otherwise. */
export function failed(
  budget: Budget,
  cause: ZerobusError,
  now: number,
  random: number,
  policy: RecoveryPolicy,
): Transition {
  const failures = budget.failures + 1;
  const rejected = isRejection(cause);
  const effects: readonly StreamEffect[] = rejected ? ["drop-credentials"] : [];
  if (!policy.recovery || !(cause.retryable || (rejected && !budget.renewed))) {
    return [{ kind: "failed", cause }, effects];
  }
  const failingSince = budget.failingSince ?? now;
  const isTimeOver = budget.isNew || now - failingSince >= policy.recoveryBudgetMs;
  if (failures > policy.recoveryRetries && isTimeOver) {
    return [{ kind: "failed", cause: exhausted(failures, budget.isNew, cause) }, effects];
  }
  const deadline = now + backoffMs(failures, policy.recoveryBackoffMs, random);
  return [
    {
      kind: "backing-off",
      cause,
      budget: { ...budget, failures, failingSince, renewed: budget.renewed || rejected, ackBy: undefined },
      deadline,
    },
    effects,
  ];
}

function exhausted(attempts: number, isNew: boolean, cause: ZerobusError): ZerobusError {
  if (!cause.retryable) return cause;
  const option = isNew ? "recoveryRetries" : "recoveryBudgetMs";
  return new ZerobusError(
    "recovery_exhausted",
    `${attempts} attempts in a row failed; the last one: ${cause.message}`,
    {
      cause,
      hint: `every unacked row is kept: close() returns them. Raise ${option} to try for longer`,
    },
  );
}
