import { writeFileSync } from "node:fs";
import { relative } from "node:path";
import { type DriftReport, lockLines } from "@zerobus-gen/schema";
import pc from "picocolors";
import { formatReport, type ReportFormat } from "../report/format-report.js";
import type { Locate } from "../report/locate.js";
import type { Terminal } from "../terminal.js";
import { VERSION } from "../version.js";
import { EXIT, type ExitCode } from "./exit-code.js";

/** One form of a report, and where it goes. */
export interface ReportOutput {
  readonly format: ReportFormat;
  /** File to write, absolute; absent for stdout. */
  readonly file?: string;
}

/** A lock that places in a report are looked up in. */
export interface LocatedLock {
  /** Path as the user would write it. */
  readonly path: string;
  readonly text: string;
}

/**
 * Prints a report in each of the forms asked for, whatever becomes of one.
 * @returns the exit code of the verdict; 1 where a file could not be written
 */
export function printReport(
  report: DriftReport,
  outputs: readonly ReportOutput[],
  lock: LocatedLock | undefined,
  terminal: Terminal,
): ExitCode {
  const locate = locateIn(lock);
  const errors: string[] = [];
  for (const { format, file } of outputs) {
    const colours = terminal.colours && file === undefined;
    const text = formatReport(format, report, { locate, colours, toolVersion: VERSION });
    if (file === undefined) {
      terminal.out(text);
      continue;
    }
    try {
      // A summary of a CI job is a file that all its steps add to.
      writeFileSync(file, `${text}\n`, { flag: format === "markdown" ? "a" : "w" });
    } catch (error) {
      errors.push(
        `cannot write the ${format} report: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
  if (errors.length > 0) {
    for (const error of errors) terminal.err(`${pc.createColors(terminal.colours).red("error")} ${error}`);
    return EXIT.failed;
  }
  switch (report.verdict) {
    case "clean":
      return EXIT.clean;
    case "drift":
      return EXIT.drifted;
    case "failed":
      return EXIT.failed;
  }
}

function locateIn(lock: LocatedLock | undefined): Locate {
  if (lock === undefined) return () => undefined;
  const lineOf = lockLines(lock.text);
  return (table, path) => {
    const line = lineOf(table, path);
    return line === undefined ? undefined : { file: lock.path, line };
  };
}

/** The path of a file as it is shown to who works in a folder. */
export function shownPath(folder: string, path: string): string {
  return relative(folder, path).replaceAll("\\", "/") || path;
}

/** Whether it is people who read what is printed. */
export function isForPeople(outputs: readonly ReportOutput[]): boolean {
  return outputs.some(({ format, file }) => format === "text" && file === undefined);
}

/** Today, by the calendar of UTC, so that all machines of a team agree: `YYYY-MM-DD`. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}
