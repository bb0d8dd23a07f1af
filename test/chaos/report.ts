import type { Outcome } from "./run.js";
import type { Tally } from "./tally.js";

/** What is printed of a run: nothing when it passed, otherwise why not, and how to see it again. */
export function outcomeLines({ schedule, verdict, struck }: Outcome, directory: string): string {
  if (verdict.violations.length === 0) return "";
  return [
    `run ${schedule.seed} failed (${schedule.profile}; ${struck.join(", ") || "no fault"})`,
    ...verdict.violations.map(({ kind, detail }) => `  ${kind}: ${detail}`),
    `  replay: npm run chaos -- --runs 1 --seed ${schedule.seed}`,
    `  kept: ${directory}`,
    "",
  ].join("\n");
}

/** A run as a line of JSON. */
export function outcomeJson({ schedule, verdict, struck, tookMs }: Outcome, directory: string): string {
  const { seed, profile } = schedule;
  const failed = verdict.violations.length > 0;
  return `${JSON.stringify({ seed, profile, ...verdict, struck, tookMs, ...(failed && { kept: directory }) })}\n`;
}

/** What is printed at the end. */
export function tallyLines(tally: Tally, tookMs: number): string {
  const { runs, failed, accepted, acked, rejected, unacked, duplicates, reconnections } = tally;
  const faults = Object.entries(tally.faults)
    .sort(([, a], [, b]) => b - a)
    .map(([kind, count]) => `${kind} ${count}`);
  return [
    `${runs} runs in ${(tookMs / 1000).toFixed(0)} s, ${failed.length} failed${failed.length > 0 ? `: ${failed.join(", ")}` : ""}`,
    `rows: ${accepted} accepted = ${acked} acked + ${rejected} rejected + ${unacked} given back; ${duplicates} duplicates`,
    `faults: ${faults.join(", ") || "none"}`,
    `${reconnections} reconnections; slowest wait ${tally.slowestWaitMs} ms, slowest run ${tally.slowestRunMs} ms`,
    "",
  ].join("\n");
}

/** The sum as a line of JSON. */
export function tallyJson(tally: Tally, tookMs: number): string {
  return `${JSON.stringify({ ...tally, tookMs })}\n`;
}
