import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import {
  compareReads,
  type DriftPolicy,
  driftReport,
  type SchemaRead,
  type TableName,
  type TableSettings,
} from "@zerobus-gen/schema";
import type { Terminal } from "../terminal.js";
import { isForPeople, printReport, type ReportOutput, shownPath, today } from "./drift-output.js";
import type { ExitCode } from "./exit-code.js";
import { printProblems } from "./print-problems.js";

/** How `diff` was called. */
export interface DiffOptions {
  /** The two sources, as they were written. */
  readonly before: string;
  readonly after: string;
  readonly policy: DriftPolicy;
  readonly settingsOf: (name: TableName) => TableSettings;
  readonly outputs: readonly ReportOutput[];
  /** The folder that paths are shown from. */
  readonly folder: string;
}

/** Compares what two sources say, as `check` compares the lock with the live tables. */
export async function diff(
  read: (source: string) => Promise<SchemaRead>,
  options: DiffOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { before, after, policy, settingsOf, outputs, folder } = options;
  // Failing twice says more than failing once.
  const [one, other] = await Promise.all([read(before), read(after)]);
  const comparison = compareReads(one, other, {
    settingsOf: ({ name }) => settingsOf(name),
    pairing: "places",
    missing: "breaking",
  });
  if (isForPeople(outputs)) {
    printProblems(
      [...one.problems, ...other.problems].filter(({ severity }) => severity === "warning"),
      terminal,
    );
  }
  const report = driftReport(comparison, { policy, today: today(), before, after });
  return printReport(report, outputs, lockAt(before, folder), terminal);
}

/** Places are shown in a lock; other sources have no lines. */
function lockAt(
  source: string,
  folder: string,
): { readonly path: string; readonly text: string } | undefined {
  const path = resolve(folder, source);
  if (!source.endsWith(".json") || !statSync(path, { throwIfNoEntry: false })?.isFile()) return undefined;
  return { path: shownPath(folder, path), text: readFileSync(path, "utf8") };
}
