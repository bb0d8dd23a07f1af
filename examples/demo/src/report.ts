import picocolors from "picocolors";
import type { Measured } from "./ingest-all.js";
import type { Verified } from "./verify.js";

/** Colours are for people at a terminal. */
const pc = picocolors.createColors(process.stdout.isTTY === true && process.env.NO_COLOR === undefined);

/** Says that a step is done. */
export function step(what: string): void {
  process.stdout.write(`${pc.green("✓")} ${what}\n`);
}

/** The end of the demo: what was measured, what is on disk, and what to try next. */
export function printSummary(
  { seconds, latenciesMs }: Measured,
  verified: readonly Verified[],
  kills: number,
): void {
  const rows = verified.reduce((sum, table) => sum + table.rows, 0);
  const bytes = verified.reduce((sum, table) => sum + table.bytes, 0);
  const repeated = verified.reduce((sum, table) => sum + table.repeated, 0);
  const lines = [
    "",
    `${pc.bold(number(rows / seconds))} rows/s   ack p50 ${at(latenciesMs, 0.5)} ms, p99 ${at(latenciesMs, 0.99)} ms   ${number(bytes / 1024)} KiB of Parquet`,
    "",
    ...verified.flatMap(tableLines),
    ...(kills > 0 ? [killLine(kills, repeated)] : []),
    "",
    "Try next:",
    ...next(kills).map(([command, what]) => `  ${command.padEnd(42)} ${what}`),
    "",
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
}

function next(kills: number): readonly (readonly [command: string, what: string])[] {
  return [
    kills > 0
      ? ["npm run demo -- --rows all", "three million flights"]
      : ["npm run demo -- --kill", "the server dies twice on the way"],
    ["less examples/demo/src/tables/flights.ts", "the generated client"],
    ["npx zerobus-gen dev --dir .demo/tables", "serve these tables"],
  ];
}

function tableLines({ table, rows, directory, differences }: Verified): readonly string[] {
  if (differences.length === 0) {
    return [`${pc.green("✓")} ${table}: ${number(rows)} rows, every column adds up   ${pc.dim(directory)}`];
  }
  return [`${pc.red("✗")} ${table}   ${pc.dim(directory)}`, ...differences.map((line) => `    ${line}`)];
}

function killLine(kills: number, repeated: number): string {
  const twice =
    repeated === 0
      ? "none is there twice"
      : `${number(repeated)} ${repeated === 1 ? "is" : "are"} there twice, committed just before a kill took the ack (at-least-once)`;
  return `${pc.green("✓")} killed ${kills} times: every acked row is there, ${twice}`;
}

function at(sorted: readonly number[], part: number): string {
  const value = sorted[Math.min(Math.floor(sorted.length * part), sorted.length - 1)];
  return value === undefined ? "–" : value.toFixed(0);
}

function number(value: number): string {
  return Math.round(value).toLocaleString("en");
}
