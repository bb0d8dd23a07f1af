import type { Fault, ScheduledFault, Side } from "./fault.js";
import { Random } from "./random.js";

/** Everything about one run, decided before it begins. Follows from its seed alone. */
export interface Schedule {
  readonly seed: number;
  readonly profile: Profile;
  readonly rows: number;
  /** Least and most length of a row's text. */
  readonly rowBytes: readonly [least: number, most: number];
  /** How many keys the rows have. */
  readonly keys: number;
  /** How many rows are ingested at once, and the pause until the next ones. */
  readonly burst: number;
  readonly pauseMs: number;
  /** Whether the client flushes now and then, rather than at the end only. */
  readonly flushes: boolean;
  readonly stream: ChaosStreamOptions;
  /** In the order of their bytes. */
  readonly faults: readonly ScheduledFault[];
}

/**
 * What a run is after. `lasting`: every row must be acked at the end. `scarce`: the retry budget may be used up.
 * `impatient`: waits may run out. `heavy`: much more data than the window holds.
 */
export type Profile = "lasting" | "scarce" | "impatient" | "heavy";

/** The client's options that a schedule sets. */
export interface ChaosStreamOptions {
  readonly maxInflightRequests: number;
  readonly maxInflightBytes: number;
  readonly recovery: boolean;
  readonly recoveryTimeoutMs: number;
  readonly recoveryBackoffMs: number;
  readonly recoveryRetries: number;
  readonly serverLackOfAckTimeoutMs: number;
  readonly flushTimeoutMs: number;
}

const KIB = 1024;

/** The schedule of a seed. */
export function scheduleOf(seed: number): Schedule {
  const random = new Random(seed);
  const profile = random.weighted<Profile>([
    [80, "lasting"],
    [8, "scarce"],
    [8, "impatient"],
    [4, "heavy"],
  ]);
  const rowBytes = random.pick<readonly [number, number]>([
    [10, 60],
    [10, 2_000],
    [500, 20_000],
    [10, 200_000],
  ]);
  const wantedBytes = profile === "heavy" ? 48 * KIB * KIB : random.magnitude(20 * KIB, 3 * KIB * KIB);
  const rows = Math.min(
    Math.max(Math.round(wantedBytes / meanBytes(rowBytes)), 20),
    profile === "heavy" ? 20_000 : 3_000,
  );
  const bursts = random.int(4, 60);
  return {
    seed,
    profile,
    rows,
    rowBytes,
    keys: random.magnitude(1, 12),
    burst: Math.ceil(rows / bursts),
    pauseMs: random.chance(0.2) ? 0 : random.int(1, 20),
    flushes: random.chance(0.3),
    stream: streamOptions(random, profile),
    faults: faults(random, rows * meanBytes(rowBytes)),
  };
}

/** Whether rows may end up unacked, though every fault passes. */
export function mayGiveUp({ profile }: Schedule): boolean {
  return profile === "scarce" || profile === "impatient";
}

/** Mean of lengths whose magnitudes are equally likely. */
function meanBytes([least, most]: readonly [number, number]): number {
  return (most - least) / Math.log(most / least);
}

function streamOptions(random: Random, profile: Profile): ChaosStreamOptions {
  return {
    maxInflightRequests: random.magnitude(20, 10_000),
    maxInflightBytes: profile === "heavy" ? KIB * KIB : random.magnitude(16 * KIB, 8 * KIB * KIB),
    recovery: profile !== "scarce" || random.chance(0.5),
    recoveryTimeoutMs: random.int(800, 2_000),
    recoveryBackoffMs: random.int(5, 40),
    recoveryRetries: profile === "scarce" ? random.int(0, 2) : 40,
    serverLackOfAckTimeoutMs: random.int(800, 1_500),
    flushTimeoutMs: profile === "impatient" ? random.int(50, 500) : 20_000,
  };
}

function faults(random: Random, totalBytes: number): readonly ScheduledFault[] {
  const count = random.int(1, 4);
  let kills = 0;
  const scheduled = Array.from({ length: count }, (): ScheduledFault => {
    const afterBytes = Math.round(random.next() * totalBytes * 0.9);
    const afterMs = random.chance(0.5) ? 0 : random.int(1, 60);
    const fault = drawFault(random, kills === 0);
    if (fault.kind === "kill-server" || fault.kind === "kill-client") kills++;
    return { afterBytes, afterMs, fault };
  });
  return scheduled.sort((a, b) => a.afterBytes - b.afterBytes);
}

function drawFault(random: Random, mayKill: boolean): Fault {
  const side = (): Side | "both" => random.pick<Side | "both">(["up", "down", "both"]);
  return random.weighted<() => Fault>([
    [3, () => ({ kind: "delay", chunkMs: random.int(1, 15), forMs: random.int(50, 500) })],
    [3, () => ({ kind: "stall", side: side(), forMs: random.magnitude(20, 2_500) })],
    [3, () => ({ kind: "drop", side: side(), forMs: random.magnitude(20, 1_500) })],
    [6, () => ({ kind: "reset" })],
    [3, () => ({ kind: "fin" })],
    [2, () => ({ kind: "refuse", forMs: random.magnitude(20, 800) })],
    [mayKill ? 2 : 0, () => ({ kind: "kill-server", downMs: random.magnitude(1, 300) })],
  ])();
}
