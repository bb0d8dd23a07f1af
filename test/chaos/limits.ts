import type { ClientEnd, Evidence, Violation } from "./evidence.js";
import type { Entry } from "./journal.js";
import type { Schedule } from "./schedule.js";

const MIB = 1024 * 1024;

/** How far beyond its deadline a wait may end on a machine that is busy with other things. */
const SLACK_MS = 1_500;
/** What a client may hold beside its window: code, connections, garbage that is not collected yet. */
const BESIDE_THE_WINDOW_BYTES = 20 * MIB;
/** What a row that waits for its ack costs beyond its bytes: a receipt, its waiter, its timer. */
const PER_ROW_BYTES = 1_500;
/** What a process of Node may take in all. */
const PROCESS_BYTES = 384 * MIB;

/** Whether time, memory and handles stayed within their limits, and every process ended as it should. */
export function limitViolations({ schedule, journal, ends }: Evidence): readonly Violation[] {
  const lagMs = journal.reduce(
    (most, entry) => (entry.kind === "closed" ? Math.max(most, entry.lagMs) : most),
    0,
  );
  return [
    ...journal.flatMap((entry) => (entry.kind === "wait" ? lateness(entry, lagMs) : [])),
    ...memoryViolations(schedule, journal),
    ...journal.flatMap((entry) => (entry.kind === "closed" ? leaks(entry) : [])),
    ...ends.flatMap(endViolations),
  ];
}

/** The most memory that the client may have in use, beyond what it had before it connected. */
export function memoryLimitBytes({ rows, stream }: Schedule): number {
  const { maxInflightBytes, maxInflightRequests } = stream;
  const waiting = Math.min(rows, maxInflightRequests) * PER_ROW_BYTES;
  return BESIDE_THE_WINDOW_BYTES + 2 * maxInflightBytes + waiting;
}

function lateness({ what, tookMs, limitMs }: Extract<Entry, { kind: "wait" }>, lagMs: number): Violation[] {
  if (tookMs <= limitMs + SLACK_MS + lagMs) return [];
  return [{ kind: "late", detail: `${what} took ${tookMs} ms, its deadline was ${limitMs} ms` }];
}

function memoryViolations(schedule: Schedule, journal: readonly Entry[]): readonly Violation[] {
  const limitBytes = memoryLimitBytes(schedule);
  let baseline = 0;
  return journal.flatMap((entry): Violation[] => {
    if (entry.kind === "life") baseline = entry.usedBytes;
    if (entry.kind !== "memory") return [];
    const held = entry.usedBytes - baseline;
    if (held > limitBytes) {
      return [{ kind: "memory", detail: `${mib(held)} in use, ${mib(limitBytes)} allowed` }];
    }
    if (entry.rssBytes <= PROCESS_BYTES) return [];
    return [{ kind: "memory", detail: `the process takes ${mib(entry.rssBytes)}` }];
  });
}

function leaks({ resources, files }: Extract<Entry, { kind: "closed" }>): readonly Violation[] {
  return [...resources, ...files].map((what) => ({ kind: "leak", detail: `${what} is open after close` }));
}

function endViolations({ code, killed, hung, stderr }: ClientEnd): readonly Violation[] {
  if (killed) return [];
  if (hung) return [{ kind: "crash", detail: "the client did not end" }];
  if (code === 0) return [];
  return [{ kind: "crash", detail: `the client ended with exit code ${code}: ${stderr}` }];
}

function mib(bytes: number): string {
  return `${(bytes / MIB).toFixed(1)} MiB`;
}
