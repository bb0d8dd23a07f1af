import type { Mutation } from "./mutation.js";

const recovery = "packages/runtime/src/stream/ingest-stream.recovery.test.ts";
const rotation = "packages/runtime/src/stream/ingest-stream.rotation.test.ts";
const isolation = "packages/runtime/src/stream/ingest-stream.isolation.test.ts";
const transition = "packages/runtime/src/stream/transition.test.ts";
const invariants = "packages/runtime/src/stream/transition.invariants.test.ts";

/** Every mutation that the tests are held to catch. */
export const MUTATIONS: readonly Mutation[] = [
  {
    name: "drop one replay: a new connection skips the first unacked batch",
    source: "batch/in-flight.ts",
    find: "  rewind(): void {\n    this.#sent = this.#head;",
    put: "  rewind(): void {\n    this.#sent = Math.min(this.#head + 1, this.#batches.length);",
    caughtBy: {
      file: recovery,
      test: "a lost connection is replaced after a pause; what is unacked goes again, in order, from offset 0",
    },
  },
  {
    name: "replay too much: a new connection goes on counting where the last one was",
    source: "batch/in-flight.ts",
    find: "    this.#sent = this.#head;\n    this.#acked = 0;",
    put: "    this.#sent = this.#head;",
    caughtBy: {
      file: recovery,
      test: "a lost connection is replaced after a pause; what is unacked goes again, in order, from offset 0",
    },
  },
  {
    name: "ack one too many: an ack covers one message more than it says",
    source: "batch/in-flight.ts",
    find: "const count = wireOffset - this.#acked + 1;",
    put: "const count = Math.min(wireOffset - this.#acked + 2, this.#sent - this.#head);",
    caughtBy: {
      file: "packages/runtime/src/stream/ingest-stream.test.ts",
      test: "an ack is for every message up to its offset",
    },
  },
  {
    name: "believe every ack: one beyond what was sent acks all",
    source: "batch/in-flight.ts",
    find: "if (count > this.#sent - this.#head) return BEYOND;",
    put: "",
    caughtBy: {
      file: "packages/runtime/src/stream/ingest-stream.test.ts",
      test: "an ack beyond what was sent acks nothing, and costs the server the connection",
    },
  },
  {
    name: "keep what is acked: a batch's memory does not go with its ack",
    source: "batch/in-flight.ts",
    find: "this.#batches[this.#head] = undefined;",
    put: "",
    caughtBy: {
      file: "packages/runtime/src/batch/in-flight.test.ts",
      test: "lets go of a batch as soon as it is acked",
    },
  },
  {
    name: "forget the half-close: a connection that is rotated is never ended",
    source: "stream/recovery.ts",
    find: "this.#connection?.halfClose();",
    put: "",
    caughtBy: {
      file: rotation,
      test: "once the server has signalled that it will close its half of the call is closed at the announced time, whatever is unacked",
    },
  },
  {
    name: "go on sending: rows still leave after a close signal",
    source: "stream/recovery.ts",
    find: 'if (!this.#connection?.canSend || this.#state.kind !== "open") return false;',
    put: 'if (!this.#connection?.canSend || (this.#state.kind !== "open" && this.#state.kind !== "rotating")) return false;',
    caughtBy: {
      file: rotation,
      test: "once the server has signalled that it will close nothing more is sent, acks still count, and what came meanwhile goes to the next connection",
    },
  },
  {
    name: "deaf while rotating: acks that come after a close signal are not heard",
    source: "stream/transition.ts",
    find: "if (!awaiting) return handOver(FRESH, state.reopenAt, now);",
    put: "",
    caughtBy: {
      file: transition,
      test: "a signal that the server will close is done with when the last ack has come",
    },
  },
  {
    name: "rotate in a loop: no second between two connections",
    source: "stream/transition.ts",
    find: "Math.max(state.openedAt + ROTATION_SPACING_MS, now + spreadMs)",
    put: "now",
    caughtBy: { file: rotation, test: "a server that signals on each new connection gets one a second" },
  },
  {
    name: "all at once: pauses have no jitter",
    source: "stream/backoff.ts",
    find: "return baseMs + (most - baseMs) * random;",
    put: "return baseMs;",
    caughtBy: {
      file: "packages/runtime/src/stream/backoff.test.ts",
      test: "after 1 failures, from 2000 ms, with the random number 0.5, pauses for 4000 ms",
    },
  },
  {
    name: "try for ever: the retry budget is never used up",
    source: "stream/budget.ts",
    find: "if (failures > policy.recoveryRetries && isTimeOver) {",
    put: "if (failures === Number.POSITIVE_INFINITY && isTimeOver) {",
    caughtBy: {
      file: invariants,
      test: "between two signs of life there are no more attempts than one and the retries, but for those within the time",
    },
  },
  {
    name: "a budget that is never renewed: an ack does not start it afresh",
    source: "stream/transition.ts",
    find: "return [stillOpen(state, FRESH, deadline), []];",
    put: "return [stillOpen(state, state.budget, deadline), []];",
    caughtBy: { file: recovery, test: "an attempt to connect has all its repeats again after an ack" },
  },
  {
    name: "wait for ever: a sent row arms no deadline",
    source: "stream/transition.ts",
    find: 'return state.kind === "open" && state.deadline === undefined\n',
    put: 'return state.kind === "open" && state.deadline === 0\n',
    caughtBy: { file: recovery, test: "a lost connection replaces a server that takes rows and acks none" },
  },
  {
    name: "connect for ever: an attempt has no deadline",
    source: "stream/deadline-timer.ts",
    find: "if (performance.now() >= this.#deadline) this.#onPassed();",
    put: "if (performance.now() >= this.#deadline) return;",
    caughtBy: {
      file: recovery,
      test: "an attempt to connect is given up when the server does not create the stream in time",
    },
  },
  {
    name: "old credentials: rejected ones are not dropped",
    source: "stream/recovery.ts",
    find: "this.#context.credentials.invalidate?.(this.#context.table, this.#latest?.headers);",
    put: "",
    caughtBy: { file: recovery, test: "credentials that the server rejects are renewed once" },
  },
  {
    name: "two connections: the last one is left open",
    source: "stream/recovery.ts",
    find: "this.#connection?.abandon();",
    put: "",
    caughtBy: { file: recovery, test: "a lost connection replaces a server that takes rows and acks none" },
  },
  {
    name: "isolation drops a good neighbour: the newest suspect goes in place of the culprit",
    source: "batch/in-flight.ts",
    find: "const [batch] = this.#batches.splice(this.#head, 1);",
    put: "const [batch] = this.#batches.splice(-1, 1);",
    caughtBy: {
      file: isolation,
      test: "a rejected row is handed over, and every other row goes on, in order",
    },
  },
  {
    name: "isolation mixes rows up: the halves of a batch change places",
    source: "batch/in-flight.ts",
    find: "this.#batches.splice(this.#head, 1, ...batch.split());",
    put: "this.#batches.splice(this.#head, 1, ...[...batch.split()].reverse());",
    caughtBy: {
      file: "packages/runtime/src/batch/in-flight.isolation.test.ts",
      test: "finds exactly the rows that the server rejects, and delivers all others once and in order",
    },
  },
  {
    name: "lanes without order: rows with the same key go anywhere",
    source: "client/lanes.ts",
    find: "if (this.#key !== undefined) return",
    put: "if (this.#key !== undefined && this.accepted < 0) return",
    caughtBy: {
      file: "packages/runtime/src/client/lanes.test.ts",
      test: "a key may be text, a number or a bigint",
    },
  },
  {
    name: "no end to the window: it is never full",
    source: "stream/window.ts",
    find: "return this.rows >= this.#maxRows || this.bytes >= this.#maxBytes;",
    put: "return false;",
    caughtBy: {
      file: "packages/runtime/src/client/table-stream.test.ts",
      test: "ingest throws when the window is full, and says how full",
    },
  },
  {
    name: "settle too early: the spool forgets a row before its ack",
    source: "stream/ingest-stream.ts",
    find: "this.#context.spool?.settle(this.#window.settled);",
    put: "this.#context.spool?.settle(this.#window.accepted);",
    caughtBy: { file: "test/chaos/spooled-rows.test.ts", test: "a row stays in the spool until it is acked" },
  },
  {
    name: "close forgets: what is still being built does not come back",
    source: "stream/window.ts",
    find: "  unacked(): readonly Batch[] {\n    this.#completeBatch();",
    put: "  unacked(): readonly Batch[] {",
    caughtBy: {
      file: "packages/runtime/src/client/table-stream.close.test.ts",
      test: "close gives back, as rows, what is not acked when it is closed before it has connected",
    },
  },
];

/** The first mutation whose name begins like this. @throws RangeError when there is none */
export function mutationNamed(beginning: string): Mutation {
  const found = MUTATIONS.find(({ name }) => name.startsWith(beginning));
  if (found === undefined) throw new RangeError(`there is no mutation ${JSON.stringify(beginning)}`);
  return found;
}
