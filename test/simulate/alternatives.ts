import { type Design, type Jitter, type Pause, pauses, present, proposed } from "./design.js";
import type { Scenario } from "./scenarios.js";

const BASE_MS = 2_000;
const policy = { ...present.policy, recoveryBackoffMs: BASE_MS, recoveryRetries: 4 };

/** Four retries and no more: what the budget was before there was a total one. */
const counted = (name: string, pause: Pause, retries = 4): Design => ({
  name: `${retries} retries, ${name}`,
  policy: { ...policy, recoveryRetries: retries },
  jitter: true,
  totalBudgetMs: 0,
  pause,
});

const budgeted = (jitter: Jitter, capMs: number): Design => ({
  name: `5 min, ${jitter}, cap ${capMs / 1_000} s`,
  policy,
  jitter: true,
  totalBudgetMs: 300_000,
  pause: pauses(jitter, BASE_MS, 2, capMs),
});

/** Budgets and pauses. */
const recovery: readonly Design[] = [
  counted("2 s fixed", () => BASE_MS),
  counted("equal, cap 60 s", pauses("equal", BASE_MS, 2, 60_000)),
  counted("equal, cap 60 s", pauses("equal", BASE_MS, 2, 60_000), 8),
  counted("equal, × 4, cap 60 s", pauses("equal", BASE_MS, 4, 60_000)),
  counted("added, × 3, cap 60 s", pauses("added", BASE_MS, 3, 60_000)),
  budgeted("equal", 60_000),
  budgeted("equal", 30_000),
  budgeted("equal", 16_000),
  budgeted("full", 30_000),
  budgeted("full", 16_000),
  budgeted("decorrelated", 30_000),
  budgeted("around", 30_000),
  budgeted("wide", 60_000),
  budgeted("wide", 30_000),
  budgeted("wide", 16_000),
];

const { rotation: _, ...reopening } = proposed;
const everything = 3_600_000;

/** What is done when the region asks to replace a stream. */
const rotation: readonly Design[] = [
  { ...reopening, name: "reopens at once" },
  { ...reopening, name: "waits ≤ all of it", rotation: { spread: "waiting", longestMs: everything } },
  { ...reopening, name: "waits ≤ 10 s", rotation: { spread: "waiting", longestMs: 10_000 } },
  { ...reopening, name: "sends on ≤ all of it", rotation: { spread: "sending", longestMs: everything } },
  { ...reopening, name: "sends on ≤ 10 s", rotation: { spread: "sending", longestMs: 10_000 } },
];

/** What becomes of a token request whose attempt has timed out. */
const tokens: readonly Design[] = [
  { ...proposed, name: "request given up", keepsTokenRequest: false },
  { ...proposed, name: "request kept", keepsTokenRequest: true },
];

/** The designs to weigh against each other under one kind of trouble. */
export function alternativesFor({ name }: Scenario): readonly Design[] {
  if (name === "rotation") return rotation;
  return name === "slow-token" ? tokens : recovery;
}
