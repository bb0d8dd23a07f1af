import fc from "fast-check";
import { expect, test } from "vitest";
import { type ErrorCode, ZerobusError } from "../errors.js";
import type { RecoveryPolicy, StreamEffect, StreamEvent, StreamState } from "./state.js";
import { transition } from "./transition.js";

const anyPolicy: fc.Arbitrary<RecoveryPolicy> = fc.record({
  recovery: fc.boolean(),
  recoveryTimeoutMs: fc.integer({ min: 1, max: 20_000 }),
  recoveryBackoffMs: fc.nat(5_000),
  recoveryRetries: fc.nat(5),
  recoveryBudgetMs: fc.oneof(fc.constant(0), fc.nat(100_000)),
  serverLackOfAckTimeoutMs: fc.integer({ min: 1, max: 60_000 }),
  streamPausedMaxWaitTimeMs: fc.option(fc.nat(10_000), { nil: undefined }),
  isolation: fc.constant(false),
});
const codes: readonly ErrorCode[] = [
  "unavailable",
  "timeout",
  "protocol",
  "unauthenticated",
  "permission_denied",
  "table_not_found",
];
const anyError = fc.option(
  fc.constantFrom(...codes).map((code) => new ZerobusError(code, "no")),
  { nil: undefined },
);
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

/** An event, but its `now` is the time since the event before it. */
type Later = StreamEvent;

const now = fc.nat(20_000);
const awaiting = fc.boolean();
const created = fc.record({ kind: fc.constant("created" as const), now, streamId: fc.constant("s") });
const ended = fc.record({ kind: fc.constant("ended" as const), now, random, awaiting, error: anyError });
const deadline = fc.record({ kind: fc.constant("deadline" as const), now, random });
const acked = fc.record({ kind: fc.constant("acked" as const), now, awaiting });
const ordinary = fc.record({ kind: fc.constantFrom("open" as const, "sent" as const), now });
const close = fc.record({ kind: fc.constant("close" as const), now });
const durationMs = fc.integer({ min: -1, max: 20_000 });
const signal = fc.record({ kind: fc.constant("close-signal" as const), now, random, durationMs, awaiting });

function weighted(
  ...weights: readonly (readonly [number, fc.Arbitrary<Later>])[]
): fc.Arbitrary<readonly Later[]> {
  const event = fc.oneof(...weights.map(([weight, arbitrary]) => ({ weight, arbitrary })));
  return fc.array(event, { maxLength: 80, size: "max" });
}

const anyEvents = weighted(
  [4, created],
  [3, ended],
  [4, deadline],
  [3, acked],
  [3, ordinary],
  [3, signal],
  [1, close],
);
/** Without the server's wish to replace a connection: to obey it is no retry. */
const eventsOfFailure = weighted([4, created], [5, ended], [5, deadline], [1, acked], [2, ordinary]);

interface Step {
  readonly event: StreamEvent;
  readonly before: StreamState;
  readonly after: StreamState;
  readonly effects: readonly StreamEffect[];
}

/** What the machine does, from the start, with its first row. A deadline never comes before its time. */
function run(events: readonly Later[], policy: RecoveryPolicy): readonly Step[] {
  const steps: Step[] = [];
  let clock = 0;
  let before: StreamState = { kind: "idle" };
  for (const later of [{ kind: "open", now: 0 } as const, ...events]) {
    clock += later.now;
    if (later.kind === "deadline" && "deadline" in before) clock = Math.max(clock, before.deadline ?? clock);
    const event = { ...later, now: clock };
    const [after, effects] = transition(Object.freeze(before), Object.freeze(event), policy);
    steps.push({ event, before, after, effects });
    before = after;
  }
  return steps;
}

test("closed and failed are final", () => {
  fc.assert(
    fc.property(anyEvents, anyPolicy, (events, policy) => {
      for (const { before, after, effects } of run(events, policy)) {
        if (before.kind === "closed" || before.kind === "failed")
          expect([after, effects]).toEqual([before, []]);
      }
    }),
  );
});

test("every state that waits for something has a deadline, later than its beginning", () => {
  fc.assert(
    fc.property(anyEvents, anyPolicy, (events, policy) => {
      for (const { event, before, after } of run(events, policy)) {
        switch (after.kind) {
          case "opening":
          case "rotating":
          case "half-closed":
          case "backing-off":
            expect(Number.isFinite(after.deadline)).toBe(true);
            if (after.kind !== before.kind) expect(after.deadline).toBeGreaterThanOrEqual(event.now);
            break;
          case "open":
            // Something was sent, or there is more to be acked.
            if (event.kind === "sent") expect(after.deadline).toBeDefined();
            if (event.kind === "acked") expect(after.deadline !== undefined).toBe(event.awaiting);
            break;
          case "idle":
          case "closed":
          case "failed":
            expect(after).not.toHaveProperty("deadline");
        }
      }
    }),
  );
});

test("there is never more than one connection, and none is left behind", () => {
  fc.assert(
    fc.property(anyEvents, anyPolicy, (events, policy) => {
      let connected = false;
      for (const { event, after, effects } of run(events, policy)) {
        if (event.kind === "ended") connected = false;
        for (const effect of effects) {
          if (effect !== "drop-credentials") expect([effect, connected]).toEqual([effect, effect !== "open"]);
          if (effect === "open") connected = true;
          if (effect === "cancel" || effect === "abandon") connected = false;
        }
        if (after.kind === "closed" || after.kind === "failed") expect(connected).toBe(false);
      }
    }),
  );
});

test("between two signs of life there are no more attempts than one and the retries, but for those within the time", () => {
  fc.assert(
    fc.property(eventsOfFailure, anyPolicy, (events, policy) => {
      let attempts = 0;
      let failingSince = Number.POSITIVE_INFINITY;
      let wasOpen = false;
      for (const { event, before, after, effects } of run(events, policy)) {
        if (before.kind === "open") {
          const isGood = event.kind === "ended" && event.now - before.openedAt >= 15_000;
          if (event.kind === "acked" || isGood) [attempts, failingSince] = [1, Number.POSITIVE_INFINITY];
        }
        if (after.kind === "open") wasOpen = true;
        if (after.kind === "backing-off" && before.kind !== "backing-off") {
          failingSince = Math.min(failingSince, event.now);
          const isTimeLeft = wasOpen && event.now - failingSince < policy.recoveryBudgetMs;
          if (!isTimeLeft) expect(attempts).toBeLessThanOrEqual(policy.recoveryRetries);
        }
        attempts += effects.filter((effect) => effect === "open").length;
      }
    }),
  );
});

test("between two attempts there is the pause that the policy asks for", () => {
  fc.assert(
    fc.property(eventsOfFailure, anyPolicy, (events, policy) => {
      let endedAt = Number.NEGATIVE_INFINITY;
      for (const { event, before, after, effects } of run(events, policy)) {
        if (after.kind === "backing-off" && before.kind !== "backing-off") endedAt = event.now;
        if (effects.includes("open"))
          expect(event.now - endedAt).toBeGreaterThanOrEqual(policy.recoveryBackoffMs);
      }
    }),
  );
});

test("without recovery there is one attempt and no other", () => {
  fc.assert(
    fc.property(eventsOfFailure, anyPolicy, (events, policy) => {
      const steps = run(events, { ...policy, recovery: false });
      expect(steps.flatMap(({ effects }) => effects).filter((effect) => effect === "open")).toHaveLength(1);
      expect(steps.every(({ after }) => after.kind !== "backing-off")).toBe(true);
    }),
  );
});

test("the stream fails with what ended it, or with the budget when that could have been retried", () => {
  fc.assert(
    fc.property(anyEvents, anyPolicy, (events, policy) => {
      for (const { event, before, after } of run(events, policy)) {
        if (after.kind !== "failed" || before.kind === "failed") continue;
        const { cause } = after;
        const last = cause.code === "recovery_exhausted" ? cause.cause : cause;
        if (event.kind === "ended" && event.error !== undefined) expect(last).toBe(event.error);
        else expect(last).toMatchObject({ code: event.kind === "ended" ? "unavailable" : "timeout" });
        if (policy.recovery) expect(cause.retryable).toBe(false);
      }
    }),
  );
});

test("what is not retryable is never tried again, but for one renewal of the credentials a life", () => {
  fc.assert(
    fc.property(eventsOfFailure, anyPolicy, (events, policy) => {
      for (const { event, before, after, effects } of run(events, policy)) {
        const wasTrying = before.kind === "opening" || before.kind === "open";
        if (event.kind !== "ended" || event.error === undefined || event.error.retryable || !wasTrying)
          continue;
        const isRejected = event.error.code !== "table_not_found";
        expect(effects).toEqual(isRejected ? ["drop-credentials"] : []);
        const isGood = before.kind === "open" && event.now - before.openedAt >= 15_000;
        if (!isRejected || (before.budget.renewed && !isGood)) expect(after.kind).toBe("failed");
      }
    }),
  );
});
