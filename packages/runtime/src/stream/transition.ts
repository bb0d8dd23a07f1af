import { ZerobusError } from "../errors.js";
import { FRESH, failed, isRejection, NEW } from "./budget.js";
import type { Budget, RecoveryPolicy, StreamEffect, StreamEvent, StreamState, Transition } from "./state.js";

/** How long late acks are read after our half of the call is closed. */
const HALF_CLOSE_MS = 500;

/** A connection that lived this long was a good one: the budget starts afresh. */
const GOOD_UPTIME_MS = 15_000;

/** Connections that the server itself asks to replace are at least this far apart. */
const ROTATION_SPACING_MS = 1_000;

/** A region that rotates all its streams at once must not have them all back at once: they come over this long. */
const ROTATION_SPREAD_MS = 5_000;

/**
 * The pause before the next attempt to isolate a refused row, at least. Each attempt halves what is suspected, so that
 * there cannot be many.
 */
const ISOLATION_PAUSE_MS = 20;

/**
 * The recovery machine: total, pure, without clock or randomness of its own.
 * An event that means nothing in a state leaves it as it is.
 */
export function transition(state: StreamState, event: StreamEvent, policy: RecoveryPolicy): Transition {
  switch (event.kind) {
    case "open":
      return state.kind === "idle" ? opening(NEW, event.now, policy) : [state, []];
    case "created":
      return state.kind === "opening"
        ? [opened(state.budget, event.streamId, event.now), ["send"]]
        : [state, []];
    case "sent":
      return state.kind === "open" && state.deadline === undefined
        ? [
            stillOpen(
              state,
              state.budget,
              Math.max(state.budget.ackBy ?? event.now + policy.serverLackOfAckTimeoutMs, event.now),
            ),
            [],
          ]
        : [state, []];
    case "acked":
      return onAcked(state, event.now, event.awaiting, policy);
    case "close-signal":
      return onCloseSignal(state, event, policy);
    case "ended":
      return onEnded(state, event, policy);
    case "deadline":
      return onDeadline(state, event.now, event.random, policy);
    case "close":
      return onClose(state, event.now);
    case "give-up":
      return onGiveUp(state, event.cause);
  }
}

function opening(budget: Budget, now: number, policy: RecoveryPolicy): Transition {
  return [{ kind: "opening", budget, deadline: now + policy.recoveryTimeoutMs }, ["open"]];
}

function opened(budget: Budget, streamId: string, now: number): StreamState {
  return { kind: "open", streamId, budget: { ...budget, isNew: false }, openedAt: now, deadline: undefined };
}

/** Twice a message, so that it is written out: copying the state by a spread costs ten times as much. */
function stillOpen(
  { streamId, openedAt }: Extract<StreamState, { kind: "open" }>,
  budget: Budget,
  deadline: number | undefined,
): StreamState {
  return { kind: "open", streamId, budget, openedAt, deadline };
}

function onAcked(state: StreamState, now: number, awaiting: boolean, policy: RecoveryPolicy): Transition {
  switch (state.kind) {
    case "open": {
      const deadline = awaiting ? now + policy.serverLackOfAckTimeoutMs : undefined;
      return [stillOpen(state, FRESH, deadline), []];
    }
    case "rotating":
      if (!awaiting) return handOver(FRESH, state.reopenAt, now);
      return [
        {
          ...state,
          budget: FRESH,
          deadline: Math.min(state.until, now + policy.serverLackOfAckTimeoutMs),
        },
        [],
      ];
    case "half-closed":
      return [{ ...state, budget: FRESH }, []];
    case "idle":
    case "opening":
    case "backing-off":
    case "closed":
    case "failed":
      return [state, []];
  }
}

function onCloseSignal(
  state: StreamState,
  { now, random, durationMs, awaiting }: Extract<StreamEvent, { kind: "close-signal" }>,
  policy: RecoveryPolicy,
): Transition {
  // Later signals on the same connection change nothing: the first one has set the end.
  if (state.kind !== "open") return [state, []];
  const waitMs = Math.min(
    Math.max(durationMs, 0),
    policy.streamPausedMaxWaitTimeMs ?? Number.POSITIVE_INFINITY,
  );
  const carried = now - state.openedAt >= GOOD_UPTIME_MS ? FRESH : state.budget;
  const budget = { ...carried, ackBy: state.deadline ?? carried.ackBy };
  const spreadMs = random * Math.min(waitMs, ROTATION_SPREAD_MS);
  const reopenAt = Math.max(state.openedAt + ROTATION_SPACING_MS, now + spreadMs);
  if (!awaiting || waitMs === 0) return handOver(budget, reopenAt, now);
  const until = now + waitMs;
  const deadline = Math.max(Math.min(until, budget.ackBy ?? until), now);
  return [{ kind: "rotating", budget, reopenAt, until, deadline }, []];
}

function handOver(budget: Budget, reopenAt: number, now: number): Transition {
  const deadline = now + HALF_CLOSE_MS;
  return [{ kind: "half-closed", next: "reopen", budget, reopenAt, deadline }, ["half-close"]];
}

function reopening(budget: Budget, reopenAt: number, now: number, policy: RecoveryPolicy): Transition {
  if (now >= reopenAt) return opening(budget, now, policy);
  return [{ kind: "backing-off", cause: undefined, budget, deadline: reopenAt }, []];
}

function onEnded(
  state: StreamState,
  event: Extract<StreamEvent, { kind: "ended" }>,
  policy: RecoveryPolicy,
): Transition {
  const { now, random } = event;
  const cause = event.error ?? new ZerobusError("unavailable", "the server ended the stream");
  switch (state.kind) {
    case "opening":
      return failed(state.budget, cause, now, random, policy);
    case "open": {
      const budget = now - state.openedAt >= GOOD_UPTIME_MS ? FRESH : state.budget;
      if (isRefusalOfRows(cause, event.awaiting, policy)) return isolating(budget, cause, now, random);
      return failed(budget, cause, now, random, policy);
    }
    case "rotating":
      // The server said that it would; what is unacked goes again. A refusal is a refusal all the same.
      if (cause.retryable) return reopening(state.budget, state.reopenAt, now, policy);
      if (isRefusalOfRows(cause, event.awaiting, policy)) return isolating(state.budget, cause, now, random);
      return failed(state.budget, cause, now, random, policy);
    case "half-closed":
      return state.next === "close"
        ? [{ kind: "closed" }, isRejection(cause) ? ["drop-credentials"] : []]
        : reopening(state.budget, state.reopenAt, now, policy);
    case "idle":
    case "backing-off":
    case "closed":
    case "failed":
      return [state, []];
  }
}

/** Whether the server ended the stream over the content of what was sent on it. */
function isRefusalOfRows(cause: ZerobusError, awaiting: boolean, policy: RecoveryPolicy): boolean {
  return policy.recovery && policy.isolation && awaiting && cause.code === "invalid_argument";
}

function isolating(budget: Budget, cause: ZerobusError, now: number, random: number): Transition {
  const deadline = now + ISOLATION_PAUSE_MS * (1 + random);
  return [{ kind: "backing-off", cause, budget: { ...budget, ackBy: undefined }, deadline }, ["isolate"]];
}

function onDeadline(state: StreamState, now: number, random: number, policy: RecoveryPolicy): Transition {
  switch (state.kind) {
    case "opening": {
      const cause = new ZerobusError("timeout", `no stream within ${policy.recoveryTimeoutMs} ms`);
      return after("abandon", failed(state.budget, cause, now, random, policy));
    }
    case "open": {
      const cause = new ZerobusError("timeout", `no ack within ${policy.serverLackOfAckTimeoutMs} ms`);
      return after("abandon", failed(state.budget, cause, now, random, policy));
    }
    case "rotating":
      return handOver(state.budget, state.reopenAt, now);
    case "half-closed":
      return after(
        "cancel",
        state.next === "close"
          ? [{ kind: "closed" }, []]
          : reopening(state.budget, state.reopenAt, now, policy),
      );
    case "backing-off":
      return opening(state.budget, now, policy);
    case "idle":
    case "closed":
    case "failed":
      return [state, []];
  }
}

function onClose(state: StreamState, now: number): Transition {
  switch (state.kind) {
    case "open":
    case "rotating":
      return [
        {
          kind: "half-closed",
          next: "close",
          budget: state.budget,
          reopenAt: now,
          deadline: now + HALF_CLOSE_MS,
        },
        ["half-close"],
      ];
    case "half-closed":
      return [{ ...state, next: "close" }, []];
    case "opening":
      return [{ kind: "closed" }, ["cancel"]];
    case "idle":
    case "backing-off":
      return [{ kind: "closed" }, []];
    case "closed":
    case "failed":
      return [state, []];
  }
}

function onGiveUp(state: StreamState, cause: ZerobusError): Transition {
  switch (state.kind) {
    case "opening":
    case "open":
    case "rotating":
    case "half-closed":
      return [{ kind: "failed", cause }, ["cancel"]];
    case "idle":
    case "backing-off":
      return [{ kind: "failed", cause }, []];
    case "closed":
    case "failed":
      return [state, []];
  }
}

function after(effect: StreamEffect, [state, effects]: Transition): Transition {
  return [state, [effect, ...effects]];
}
