import type { Examination } from "./check.js";
import type { Finding } from "./finding.js";
import type { DoctorTable } from "./project.js";

const PARALLEL = 8;

/** Looks at every table, a few at the same time, and reports in their order. */
export async function eachTable(
  { context, report, signal }: Examination,
  look: (table: DoctorTable) => Promise<readonly Finding[]>,
): Promise<void> {
  const { tables } = context.project;
  for (let start = 0; start < tables.length && !signal.aborted; start += PARALLEL) {
    const findings = await Promise.all(tables.slice(start, start + PARALLEL).map(look));
    for (const finding of findings.flat()) report(finding);
  }
}
