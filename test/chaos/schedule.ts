import { drawFault } from "./draw-fault.js";
import type { ScheduledFault } from "./fault.js";
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
  /** When accepted rows are synced to a spool; nothing without one. */
  readonly spool: "always" | "interval" | "none" | undefined;
  /** Whether the key decides on a row's lane. */
  readonly keyed: boolean;
  /** Rows that the server refuses, whenever it sees them. */
  readonly poison: readonly number[];
  /** Whether the client takes rejected rows over, so that all others go on. */
  readonly isolates: boolean;
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
  readonly lanes: number;
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

/** What acks that are late for good may add to a run, whose life is a minute. */
const LATE_ACKS_MS = 15_000;

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
  const wantedBytes = profile === "heavy" ? 32 * KIB * KIB : random.magnitude(20 * KIB, 3 * KIB * KIB);
  const rows = Math.min(
    Math.max(Math.round(wantedBytes / meanBytes(rowBytes)), 20),
    profile === "heavy" ? 20_000 : 3_000,
  );
  const bursts = random.int(4, 60);
  const spool = random.chance(0.25) ? drawSync(random, rows) : undefined;
  const drawn = {
    seed,
    profile,
    rows,
    rowBytes,
    keys: random.magnitude(1, 12),
    burst: Math.ceil(rows / bursts),
    pauseMs: random.chance(0.2) ? 0 : random.int(1, 20),
    flushes: random.chance(0.3),
    spool,
    // What a killed client leaves finds its lane again by its key.
    keyed: random.chance(0.7) || spool !== undefined,
    poison: drawPoison(random, rows),
    isolates: random.chance(0.8),
    stream: streamOptions(random, profile),
  };
  return { ...drawn, faults: drawFaults(random, drawn) };
}

/** How often the window fills in a run. */
export function windowsOf({
  rows,
  rowBytes,
  stream,
}: Pick<Schedule, "rows" | "rowBytes" | "stream">): number {
  const byBytes = (rows * meanBytes(rowBytes)) / stream.maxInflightBytes;
  return Math.max(rows / stream.maxInflightRequests, byBytes);
}

/** Whether rows may end up unacked, though every fault passes. */
export function mayGiveUp({ profile, poison, isolates }: Schedule): boolean {
  return profile === "scarce" || profile === "impatient" || (poison.length > 0 && !isolates);
}

/** Mean of lengths whose magnitudes are equally likely. */
function meanBytes([least, most]: readonly [number, number]): number {
  return (most - least) / Math.log(most / least);
}

function streamOptions(random: Random, profile: Profile): ChaosStreamOptions {
  return {
    lanes: random.chance(0.7) ? 1 : random.int(2, 4),
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

/** Syncing each row takes a millisecond for each. */
function drawSync(random: Random, rows: number): Schedule["spool"] {
  return random.pick(rows > 500 ? ["interval", "none"] : ["always", "interval", "none"]);
}

function drawFaults(random: Random, run: Omit<Schedule, "faults">): readonly ScheduledFault[] {
  const totalBytes = run.rows * meanBytes(run.rowBytes);
  let scope = {
    killsServer: true,
    killsClient: run.spool !== undefined,
    rejectsCredentials: true,
    lateAckMs: Math.min(600, LATE_ACKS_MS / windowsOf(run)),
  };
  const scheduled = Array.from({ length: random.int(1, 4) }, (): ScheduledFault => {
    const early = random.chance(0.25);
    const drawn = random.int(1, Math.round(totalBytes * 0.9));
    const pauseMs = random.chance(0.5) ? 0 : random.int(1, 60);
    const fault = drawFault(random, scope);
    const isKill = fault.kind === "kill-server" || fault.kind === "kill-client";
    const isRejection = fault.kind === "server" && /^re.*-token$/.test(fault.rule.fault.kind);
    scope = {
      ...scope,
      killsServer: scope.killsServer && !isKill,
      killsClient: scope.killsClient && !isKill,
      rejectsCredentials: scope.rejectsCredentials && !isRejection,
    };
    return {
      afterBytes: early && fault.kind !== "kill-client" ? 0 : drawn,
      afterMs: early ? 0 : pauseMs,
      fault,
    };
  });
  return scheduled.sort((a, b) => a.afterBytes - b.afterBytes);
}

/** Rows that the server is never to take. */
function drawPoison(random: Random, rows: number): readonly number[] {
  if (random.chance(0.85)) return [];
  return [...new Set(Array.from({ length: random.int(1, 4) }, () => random.int(0, rows - 1)))];
}
