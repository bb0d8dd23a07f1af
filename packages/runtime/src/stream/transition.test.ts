import { describe, expect, test } from "vitest";
import { type ErrorCode, ZerobusError } from "../errors.js";
import type { Budget, RecoveryPolicy, StreamEffect, StreamEvent, StreamState } from "./state.js";
import { transition } from "./transition.js";

const policy: RecoveryPolicy = {
  recovery: true,
  recoveryTimeoutMs: 15_000,
  recoveryBackoffMs: 2_000,
  recoveryRetries: 4,
  recoveryBudgetMs: 0,
  serverLackOfAckTimeoutMs: 60_000,
  streamPausedMaxWaitTimeMs: undefined,
  isolation: false,
};
const now = 100_000;
const fresh: Budget = {
  failures: 0,
  failingSince: undefined,
  isNew: false,
  renewed: false,
  ackBy: undefined,
};
const budget: Budget = { ...fresh, failures: 1, failingSince: now - 60_000 };
const lost = new ZerobusError("unavailable", "lost");
const broken = new ZerobusError("spool", "broken");

type Event<Kind extends StreamEvent["kind"]> = Extract<StreamEvent, { kind: Kind }>;
type Want = readonly [StreamState, ...StreamEffect[]];

const states: { readonly [Kind in StreamState["kind"]]: Extract<StreamState, { kind: Kind }> } = {
  idle: { kind: "idle" },
  opening: { kind: "opening", budget, deadline: now + 1 },
  open: { kind: "open", streamId: "s", budget, openedAt: now - 5_000, deadline: undefined },
  rotating: { kind: "rotating", budget, reopenAt: now - 4_000, until: now + 1, deadline: now + 1 },
  "half-closed": { kind: "half-closed", next: "reopen", budget, reopenAt: now - 4_000, deadline: now + 1 },
  "backing-off": { kind: "backing-off", cause: lost, budget, deadline: now + 1 },
  closed: { kind: "closed" },
  failed: { kind: "failed", cause: lost },
};
const events: { readonly [Kind in StreamEvent["kind"]]: Event<Kind> } = {
  open: { kind: "open", now },
  created: { kind: "created", now, streamId: "s" },
  sent: { kind: "sent", now },
  acked: { kind: "acked", now, awaiting: true },
  "close-signal": { kind: "close-signal", now, random: 0, durationMs: 3_000, awaiting: true },
  ended: { kind: "ended", now, random: 0, awaiting: true, error: lost },
  deadline: { kind: "deadline", now, random: 0 },
  close: { kind: "close", now },
  "give-up": { kind: "give-up", now, cause: broken },
};

const opening: StreamState = { kind: "opening", budget, deadline: now + 15_000 };
/** After a second failure, with the shortest pause. */
const backingOff: StreamState = {
  kind: "backing-off",
  cause: lost,
  budget: { ...budget, failures: 2 },
  deadline: now + 2_000,
};
const late: StreamState = { ...backingOff, cause: expect.objectContaining({ code: "timeout" }) };
const closing: StreamState = {
  kind: "half-closed",
  next: "close",
  budget,
  reopenAt: now,
  deadline: now + 500,
};
const ignored = "ignored";
type Row = Readonly<Record<StreamEvent["kind"], Want | typeof ignored>>;
const final: Row = {
  open: ignored,
  created: ignored,
  sent: ignored,
  acked: ignored,
  "close-signal": ignored,
  ended: ignored,
  deadline: ignored,
  close: ignored,
  "give-up": ignored,
};
const gaveUp: StreamState = { kind: "failed", cause: broken };

/** What each event does in each state, with a budget of one failure. A missing cell does not compile. */
const table: Readonly<Record<StreamState["kind"], Row>> = {
  idle: {
    open: [{ kind: "opening", budget: { ...fresh, isNew: true }, deadline: now + 15_000 }, "open"],
    created: ignored,
    sent: ignored,
    acked: ignored,
    "close-signal": ignored,
    ended: ignored,
    deadline: ignored,
    close: [states.closed],
    "give-up": [gaveUp],
  },
  opening: {
    open: ignored,
    created: [{ kind: "open", streamId: "s", budget, openedAt: now, deadline: undefined }, "send"],
    sent: ignored,
    acked: ignored,
    "close-signal": ignored,
    ended: [backingOff],
    deadline: [late, "abandon"],
    close: [states.closed, "cancel"],
    "give-up": [gaveUp, "cancel"],
  },
  open: {
    open: ignored,
    created: ignored,
    sent: [{ ...states.open, deadline: now + 60_000 }],
    acked: [{ ...states.open, budget: fresh, deadline: now + 60_000 }],
    "close-signal": [{ kind: "rotating", budget, reopenAt: now, until: now + 3_000, deadline: now + 3_000 }],
    ended: [backingOff],
    deadline: [late, "abandon"],
    close: [closing, "half-close"],
    "give-up": [gaveUp, "cancel"],
  },
  rotating: {
    open: ignored,
    created: ignored,
    sent: ignored,
    acked: [{ ...states.rotating, budget: fresh }],
    "close-signal": ignored,
    ended: [opening, "open"],
    deadline: [{ ...states["half-closed"], deadline: now + 500 }, "half-close"],
    close: [closing, "half-close"],
    "give-up": [gaveUp, "cancel"],
  },
  "half-closed": {
    open: ignored,
    created: ignored,
    sent: ignored,
    acked: [{ ...states["half-closed"], budget: fresh }],
    "close-signal": ignored,
    ended: [opening, "open"],
    deadline: [opening, "cancel", "open"],
    close: [{ ...states["half-closed"], next: "close" }],
    "give-up": [gaveUp, "cancel"],
  },
  "backing-off": {
    open: ignored,
    created: ignored,
    sent: ignored,
    acked: ignored,
    "close-signal": ignored,
    ended: ignored,
    deadline: [opening, "open"],
    close: [states.closed],
    "give-up": [gaveUp],
  },
  closed: final,
  failed: final,
};

const cells = Object.values(states).flatMap((state) =>
  Object.values(events).map((event) => ({ state, event, want: table[state.kind][event.kind] })),
);

test.each(cells)("$state.kind, when $event.kind", ({ state, event, want }) => {
  const [next, ...effects] = want === ignored ? [state] : want;
  expect(transition(state, event, policy)).toEqual([next, effects]);
});

describe("a signal that the server will close", () => {
  const halfClosed: StreamState = { ...states["half-closed"], reopenAt: now, deadline: now + 500 };

  test.each<[string, Partial<Event<"close-signal">>, Partial<RecoveryPolicy>, Want]>([
    ["is obeyed at once when nothing awaits its ack", { awaiting: false }, {}, [halfClosed, "half-close"]],
    ["is obeyed at once when the server leaves no time", { durationMs: 0 }, {}, [halfClosed, "half-close"]],
    ["takes a negative time for none", { durationMs: -1 }, {}, [halfClosed, "half-close"]],
    ["is obeyed at once if so wanted", {}, { streamPausedMaxWaitTimeMs: 0 }, [halfClosed, "half-close"]],
    [
      "waits no longer than wanted",
      {},
      { streamPausedMaxWaitTimeMs: 10 },
      [{ ...states.rotating, reopenAt: now, until: now + 10, deadline: now + 10 }],
    ],
    [
      "waits no longer than it says",
      {},
      { streamPausedMaxWaitTimeMs: 9e9 },
      [{ ...states.rotating, reopenAt: now, until: now + 3_000, deadline: now + 3_000 }],
    ],
  ])("%s", (_, event, options, [next, ...effects]) => {
    const got = transition(states.open, { ...events["close-signal"], ...event }, { ...policy, ...options });
    expect(got).toEqual([next, effects]);
  });

  test("is done with when the last ack has come", () => {
    const [next, effects] = transition(states.rotating, { ...events.acked, awaiting: false }, policy);
    const want = { ...halfClosed, reopenAt: states.rotating.reopenAt, budget: fresh };
    expect([next, ...effects]).toEqual([want, "half-close"]);
  });

  test.each([
    [3_000, 0.5, now + 1_500],
    [60_000, 0.5, now + 2_500],
    [0, 0.9, now],
  ])(
    "that leaves %d ms spreads the clients of a region over that time, or five seconds",
    (durationMs, random, reopenAt) => {
      const event = { ...events["close-signal"], durationMs, random };
      expect(transition(states.open, event, policy)[0]).toMatchObject({ reopenAt });
    },
  );

  test("costs nothing of the budget, and does not renew it", () => {
    const [rotating] = transition(states.open, events["close-signal"], policy);
    const [next] = transition(rotating, { ...events.ended, error: undefined }, policy);
    expect(next).toMatchObject({ kind: "opening", budget });
  });

  test("brings no connection sooner than a second after the last", () => {
    const young = { ...states.open, openedAt: now };
    const [halfClosedAtOnce] = transition(young, { ...events["close-signal"], awaiting: false }, policy);
    const [next, effects] = transition(halfClosedAtOnce, events.ended, policy);
    expect([next, ...effects]).toEqual([
      { kind: "backing-off", cause: undefined, budget, deadline: now + 1_000 },
    ]);
  });
});

describe("a server that rotates", () => {
  const young = { ...states.open, openedAt: now, deadline: now + 60_000 };

  test.each<[string, StreamEvent]>([
    ["ends the call", events.ended],
    ["leaves the call open until the deadline", { ...events.deadline, now: now + 999 }],
  ])("brings no connection sooner than a second after the last, when it %s", (_, event) => {
    const [rotating] = transition(young, { ...events["close-signal"], durationMs: 100 }, policy);
    const [halfClosed] = transition(rotating, { ...events.deadline, now: now + 100 }, policy);
    for (const state of [rotating, halfClosed]) {
      const [next] = transition(state, event, policy);
      if (next.kind !== "half-closed")
        expect(next).toMatchObject({ kind: "backing-off", deadline: now + 1_000 });
    }
  });

  test("is not waited for longer than an ack may take, which each ack allows anew", () => {
    const [rotating] = transition(young, { ...events["close-signal"], durationMs: 9e9 }, policy);
    expect(rotating).toMatchObject({ deadline: now + 60_000, until: now + 9e9 });
    const [acked] = transition(rotating, { ...events.acked, now: now + 10_000 }, policy);
    expect(acked).toMatchObject({ deadline: now + 70_000 });
  });

  test("does not put off the ack that is due", () => {
    const [rotating] = transition(young, events["close-signal"], policy);
    const [again] = transition(rotating, { ...events.ended, now: now + 5_000 }, policy);
    const [open] = transition(again, { ...events.created, now: now + 5_001 }, policy);
    const [sent] = transition(open, { ...events.sent, now: now + 5_002 }, policy);
    expect(sent).toMatchObject({ kind: "open", deadline: now + 60_000 });
    const [late] = transition(sent, { ...events.deadline, now: now + 60_000 }, policy);
    expect(late).toMatchObject({ kind: "backing-off", budget: { failures: 2, ackBy: undefined } });
  });
});

describe("a connection that ended", () => {
  const endedWith = (code: ErrorCode): Event<"ended"> => ({
    ...events.ended,
    error: new ZerobusError(code, "no"),
  });

  test.each<ErrorCode>(["unavailable", "timeout", "protocol", "backpressure"])(
    "with %s is tried again",
    (code) => {
      for (const state of [states.opening, states.open]) {
        const event = endedWith(code);
        expect(transition(state, event, policy)).toEqual([{ ...backingOff, cause: event.error }, []]);
      }
    },
  );

  test.each<ErrorCode>([
    "invalid_argument",
    "table_not_found",
    "schema_mismatch",
    "recovery_exhausted",
    "closed",
  ])("with %s is not tried again", (code) => {
    for (const state of [states.opening, states.open, states.rotating]) {
      const event = endedWith(code);
      expect(transition(state, event, policy)).toEqual([{ kind: "failed", cause: event.error }, []]);
    }
  });

  test.each<ErrorCode>(["unauthenticated", "permission_denied"])(
    "with %s is tried once with new credentials",
    (code) => {
      const event = endedWith(code);
      for (const state of [states.opening, states.open, states.rotating]) {
        const [next, effects] = transition(state, event, policy);
        expect([next, ...effects]).toEqual([
          { ...backingOff, cause: event.error, budget: { ...budget, failures: 2, renewed: true } },
          "drop-credentials",
        ]);
      }
      const renewed = { ...states.opening, budget: { ...budget, renewed: true } };
      expect(transition(renewed, event, policy)).toEqual([
        { kind: "failed", cause: event.error },
        ["drop-credentials"],
      ]);
    },
  );

  test("without an error counts as unavailable", () => {
    const event = { ...events.ended, error: undefined };
    expect(transition(states.open, event, policy)).toEqual([
      { ...backingOff, cause: expect.objectContaining({ code: "unavailable" }) },
      [],
    ]);
    const [next] = transition(states.open, event, { ...policy, recovery: false });
    expect(next).toMatchObject({ kind: "failed", cause: { code: "unavailable" } });
  });

  test("is not tried again without recovery", () => {
    const options = { ...policy, recovery: false };
    expect(transition(states.opening, events.ended, options)).toEqual([{ kind: "failed", cause: lost }, []]);
  });

  test("starts the budget afresh once it has lived for 15 seconds", () => {
    for (const [uptime, failures] of [
      [14_999, 2],
      [15_000, 1],
    ] as const) {
      const [next] = transition({ ...states.open, openedAt: now - uptime }, events.ended, policy);
      expect(next).toMatchObject({ kind: "backing-off", budget: { failures } });
    }
  });

  test("closes the stream when its owner is closing it, whatever the error", () => {
    expect(transition(closing, endedWith("table_not_found"), policy)).toEqual([states.closed, []]);
    // Other streams of the client are not to use them again.
    expect(transition(closing, endedWith("unauthenticated"), policy)).toEqual([
      states.closed,
      ["drop-credentials"],
    ]);
    expect(transition(closing, events.deadline, policy)).toEqual([states.closed, ["cancel"]]);
  });
});

describe("the budget", () => {
  const timed = { ...policy, recoveryBudgetMs: 300_000 };

  test.each<[string, Budget, StreamState["kind"]]>([
    [
      "goes on as long as the time, though the attempts are used up",
      { ...budget, failures: 9 },
      "backing-off",
    ],
    [
      "goes on as long as the attempts, though the time is over",
      { ...budget, failingSince: 0 },
      "backing-off",
    ],
    ["is used up with both", { ...budget, failures: 4, failingSince: now - 300_000 }, "failed"],
    ["has no time for a stream that was never open", { ...budget, failures: 4, isNew: true }, "failed"],
  ])("%s", (_, spent, kind) => {
    const [next] = transition({ ...states.opening, budget: spent }, events.ended, timed);
    expect(next.kind).toBe(kind);
  });

  test("counts its time from the first failure on, and patience from the first success", () => {
    const [open] = transition(
      { ...states.opening, budget: { ...fresh, isNew: true } },
      events.created,
      timed,
    );
    expect(open).toMatchObject({ budget: { isNew: false } });
    const [first] = transition(open, events.ended, timed);
    expect(first).toMatchObject({ budget: { failures: 1, failingSince: now } });
    const [again] = transition(first, { ...events.deadline, now: now + 5_000 }, timed);
    const [second] = transition(again, { ...events.ended, now: now + 6_000 }, timed);
    expect(second).toMatchObject({ budget: { failures: 2, failingSince: now } });
  });

  test.each([
    [0, 0],
    [4, 4],
    [4, 7],
  ])("of %d retries is used up after %d failures", (recoveryRetries, failures) => {
    const spent = { ...states.opening, budget: { ...budget, failures } };
    const [next] = transition(spent, events.ended, { ...policy, recoveryRetries });
    const message = expect.stringContaining(
      `${failures + 1} attempts in a row failed; the last one: ${lost.message}`,
    );
    expect(next).toMatchObject({
      kind: "failed",
      cause: { code: "recovery_exhausted", cause: lost, message },
    });
  });

  test("is not what a rejection is reported as", () => {
    const spent = { ...states.opening, budget: { ...budget, failures: 4 } };
    const cause = new ZerobusError("unauthenticated", "no");
    expect(transition(spent, { ...events.ended, error: cause }, policy)).toEqual([
      { kind: "failed", cause },
      ["drop-credentials"],
    ]);
  });
});

test.each([
  ["opening", "no stream within 15000 ms"],
  ["open", "no ack within 60000 ms"],
] as const)("a deadline that ends the stream in %s says what was late", (kind, message) => {
  const [next] = transition(states[kind], events.deadline, { ...policy, recovery: false });
  expect(next).toMatchObject({
    kind: "failed",
    cause: { code: "timeout", message: expect.stringContaining(message) },
  });
});

describe("a server that rejects what was sent", () => {
  const rejection = new ZerobusError("invalid_argument", "bad row");
  const event = { ...events.ended, error: rejection };
  const isolation = { ...policy, isolation: true };
  const isolating: StreamState = { kind: "backing-off", cause: rejection, budget, deadline: now + 20 };

  test("has the culprit looked for, at no cost of the budget, where rejected rows are taken out", () => {
    for (const state of [states.open, states.rotating]) {
      expect(transition(state, event, isolation)).toEqual([isolating, ["isolate"]]);
    }
  });

  test("is tried again after a short pause, a different one for each client", () => {
    const [next] = transition(states.open, { ...event, random: 0.5 }, isolation);
    expect(next).toEqual({ ...isolating, deadline: now + 30 });
  });

  test.each<[string, StreamState, StreamEvent, RecoveryPolicy]>([
    ["rejected rows are not taken out", states.open, event, policy],
    ["there is no recovery", states.open, event, { ...isolation, recovery: false }],
    ["nothing awaits its ack", states.open, { ...event, awaiting: false }, isolation],
    ["the stream itself was rejected", states.opening, event, isolation],
  ])("fails the stream when %s", (_, state, ended, options) => {
    expect(transition(state, ended, options)).toEqual([{ kind: "failed", cause: rejection }, []]);
  });

  test("fails the stream when it rejects the schema", () => {
    const error = new ZerobusError("schema_mismatch", "no such column");
    expect(transition(states.open, { ...event, error }, isolation)).toEqual([
      { kind: "failed", cause: error },
      [],
    ]);
  });
});
