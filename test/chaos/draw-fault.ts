import type { FaultRule } from "@zerobus-gen/local";
import type { Fault, NetworkFault, Side } from "./fault.js";
import type { Random } from "./random.js";

/** What a drawn fault may be. */
export interface FaultScope {
  /** A process may be killed; the client too, since it has a spool. */
  readonly killsServer: boolean;
  readonly killsClient: boolean;
  /** Credentials may be rejected. A second rejection without an ack in between is final. */
  readonly rejectsCredentials: boolean;
  /** The most that every ack of a stream may be late. The window of the client fills once for each. */
  readonly lateAckMs: number;
}

/** One fault that a client with a fair budget gets over. */
export function drawFault(random: Random, scope: FaultScope): Fault {
  return random.weighted<() => Fault>([
    [10, () => drawNetworkFault(random)],
    [12, () => ({ kind: "server", rule: drawRule(random, scope) })],
    [scope.rejectsCredentials ? 2 : 0, () => ({ kind: "server", rule: drawRejection(random) })],
    [scope.killsServer ? 1.5 : 0, () => ({ kind: "kill-server", downMs: downMs(random) })],
    [
      scope.killsClient ? 6 : 0,
      () => ({ kind: "kill-client", lossMs: random.pick([0, random.int(5, 200)]), downMs: downMs(random) }),
    ],
  ])();
}

function drawNetworkFault(random: Random): NetworkFault {
  const side = (): Side | "both" => random.pick<Side | "both">(["up", "down", "both"]);
  return random.weighted<() => NetworkFault>([
    [3, () => ({ kind: "delay", chunkMs: random.int(1, 15), forMs: random.int(50, 500) })],
    [3, () => ({ kind: "stall-bytes", side: side(), forMs: random.magnitude(20, 2_500) })],
    [3, () => ({ kind: "drop", side: side(), forMs: random.magnitude(20, 1_500) })],
    [4, () => ({ kind: "reset-sockets" })],
    [3, () => ({ kind: "fin" })],
    [2, () => ({ kind: "refuse", forMs: random.magnitude(20, 800) })],
  ])();
}

function downMs(random: Random): number {
  return random.magnitude(1, 300);
}

function drawRejection(random: Random): FaultRule {
  return random.pick<FaultRule>([
    { fault: { kind: "refuse-token", status: random.pick([400, 401, 403]) } },
    { fault: { kind: "reject-token", code: random.pick(["UNAUTHENTICATED", "PERMISSION_DENIED"]) } },
  ]);
}

function drawRule(random: Random, { lateAckMs }: FaultScope): FaultRule {
  return random.weighted<() => FaultRule>([
    [
      1,
      () => ({
        fault: { kind: "refuse-token", status: random.pick([429, 500, 503]) },
        times: random.int(1, 3),
      }),
    ],
    [1, () => ({ fault: { kind: "delay-token", delayMs: random.magnitude(10, 2_500) } })],
    [1, () => ({ fault: { kind: "delay-headers", delayMs: random.magnitude(10, 2_500) } })],
    [2, () => ({ fault: { kind: "refuse-create", code: transient(random) }, times: random.int(1, 4) })],
    [1, () => ({ fault: { kind: "delay-create", delayMs: random.magnitude(10, 2_500) } })],
    [1, () => ({ fault: { kind: "never-create" } })],
    [1, () => ({ fault: { kind: "create-without-id" } })],
    [4, () => closeSignal(random)],
    [2, () => onStream(random, { kind: "end", code: transient(random) })],
    [1, () => onStream(random, { kind: "end" })],
    [
      2,
      () =>
        onStream(random, {
          kind: "reset",
          error: random.pick(["INTERNAL_ERROR", "REFUSED_STREAM", "CANCEL", "ENHANCE_YOUR_CALM"]),
        }),
    ],
    [3, () => onStream(random, { kind: "goaway" })],
    [1, () => onStream(random, { kind: "cut" })],
    [2, () => onStream(random, { kind: "stall", forMs: random.magnitude(20, 2_500) })],
    [3, () => onStream(random, { kind: "delay-acks", delayMs: random.magnitude(10, lateAckMs) })],
    [2, () => onStream(random, { kind: "drop-acks" })],
    [1, () => onStream(random, { kind: "empty-response" })],
    [1, () => ({ fault: { kind: "duplicate-ack" }, times: random.int(1, 5) })],
    [1, () => ({ fault: { kind: "regress-ack" }, times: random.int(1, 5) })],
    [1, () => ({ fault: { kind: "ack-beyond" } })],
    [1, () => ({ fault: { kind: "ack-without-offset" } })],
    [1, () => ({ fault: { kind: "ack-negative" } })],
    [3, () => ({ fault: { kind: "commit-then-cut" } })],
    [
      2,
      () => ({ fault: { kind: "slow-disk", delayMs: random.magnitude(10, 800) }, times: random.int(1, 4) }),
    ],
    [2, () => ({ fault: { kind: "fail-commit" }, times: random.int(1, 2) })],
  ])();
}

function closeSignal(random: Random): FaultRule {
  const duration = random.chance(0.8) ? { durationMs: random.magnitude(1, 800) } : {};
  return onStream(random, { kind: "close-signal", ...duration, next: random.pick(["end", "error", "stay"]) });
}

/** Strikes what is open, or the next stream that has had some requests. */
function onStream(random: Random, fault: FaultRule["fault"]): FaultRule {
  return random.chance(0.6) ? { fault, now: true } : { fault, afterRequests: random.int(0, 20) };
}

function transient(
  random: Random,
): "UNAVAILABLE" | "INTERNAL" | "DEADLINE_EXCEEDED" | "RESOURCE_EXHAUSTED" | "ABORTED" {
  return random.pick(["UNAVAILABLE", "INTERNAL", "DEADLINE_EXCEEDED", "RESOURCE_EXHAUSTED", "ABORTED"]);
}
