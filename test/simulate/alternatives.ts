import { type Design, pauses, present } from "./design.js";
import type { Scenario } from "./scenarios.js";

/** How pauses are drawn. */
const recovery: readonly Design[] = [
  { ...present, name: "equal, cap 60 s", pause: pauses("equal", 60_000) },
  { ...present, name: "equal, cap 30 s", pause: pauses("equal", 30_000) },
  { ...present, name: "full, cap 30 s", pause: pauses("full", 30_000) },
  { ...present, name: "wide, cap 60 s", pause: pauses("wide", 60_000) },
  { ...present, name: "wide, cap 30 s (now)" },
  { ...present, name: "wide, cap 16 s", pause: pauses("wide", 16_000) },
];

/** Over how long a region's streams come back that it asks to replace all at once. */
const rotation: readonly Design[] = [
  ...[0, 2, 5, 10, 30].map((seconds) => ({
    ...present,
    name: `waits ≤ ${seconds} s`,
    rotationSpreadMs: seconds * 1_000,
  })),
  ...[5, 30].map((seconds) => ({
    ...present,
    name: `sends on ≤ ${seconds} s`,
    rotationSpreadMs: 0,
    sendsOnMs: seconds * 1_000,
  })),
];

/** The designs to weigh against each other under one kind of trouble. */
export function alternativesFor({ name }: Scenario): readonly Design[] {
  return name === "rotation" ? rotation : recovery;
}
