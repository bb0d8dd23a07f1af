import { SourceError } from "../source/source-error.js";
import type { Check, Evidence, Examination } from "./check.js";
import { checks } from "./checks.js";
import type { Finding, NamedFinding } from "./finding.js";
import type { DoctorContext, Environment } from "./project.js";

const defaultTimeoutMs = 10_000;
const defaultCheckTimeoutMs = 60_000;

/**
 * Runs every check, one after the other, each within its time, whatever the others find.
 *
 * @param onFinding hears of each finding at once
 * @returns all findings, in order; no secret is in them
 * @throws SourceError where the signal of the context ended it
 */
export async function diagnose(
  context: DoctorContext,
  onFinding: (finding: NamedFinding) => void = () => {},
  all: readonly Check[] = checks,
): Promise<readonly NamedFinding[]> {
  const evidence: Evidence = { secrets: new Set(secretsOf(context.environment)) };
  const findings: NamedFinding[] = [];
  for (const check of all) {
    const found = new Set<string>();
    if (context.signal?.aborted) throw new SourceError("stopped before all was looked at");
    await runInTime(check, context, evidence, (finding) => {
      const shown = { check: check.name, ...printable(finding, evidence.secrets) };
      // Many tables may lack the same thing.
      const key = JSON.stringify(shown);
      if (found.has(key)) return;
      found.add(key);
      findings.push(shown);
      onFinding(shown);
    });
  }
  return findings;
}

async function runInTime(
  check: Check,
  context: DoctorContext,
  evidence: Evidence,
  report: (finding: Finding) => void,
): Promise<void> {
  const { timeoutMs = defaultTimeoutMs, checkTimeoutMs = defaultCheckTimeoutMs } = context;
  const timeUp = new AbortController();
  let isOver = false;
  const examination: Examination = {
    context,
    evidence,
    timeoutMs,
    signal: timeUp.signal,
    // What a check says after its time is up would stand among the findings of others.
    report: (finding) => (isOver ? undefined : report(finding)),
  };
  let timer: NodeJS.Timeout | undefined;
  let stop = (): void => {};
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no end within ${checkTimeoutMs} ms`)), checkTimeoutMs);
    stop = () => {
      isOver = true;
      reject(new Error("stopped"));
    };
    context.signal?.addEventListener("abort", stop, { once: true });
  });
  try {
    await Promise.race([Promise.resolve(examination).then((given) => check.run(given)), limit]);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const hint = error instanceof Error && "hint" in error ? error.hint : undefined;
    if (!isOver) report({ mark: "wrong", message, ...(typeof hint === "string" && { mend: hint }) });
  } finally {
    isOver = true;
    clearTimeout(timer);
    context.signal?.removeEventListener("abort", stop);
    timeUp.abort();
  }
}

function printable(finding: Finding, secrets: ReadonlySet<string>): Finding {
  const { mark, message, mend } = finding;
  const clean = (text: string): string => hideSecrets(text, secrets).replace(/[^\P{C}\n]+/gu, " ");
  return { mark, message: clean(message), ...(mend !== undefined && { mend: clean(mend) }) };
}

/** Longest first: one may be a part of another. */
function hideSecrets(text: string, secrets: ReadonlySet<string>): string {
  return [...secrets]
    .filter((secret) => secret !== "")
    .sort((a, b) => b.length - a.length)
    .reduce((shown, secret) => shown.replaceAll(secret, "***"), text);
}

function secretsOf(environment: Environment): readonly string[] {
  const { DATABRICKS_TOKEN, DATABRICKS_CLIENT_SECRET } = environment;
  return [DATABRICKS_TOKEN, DATABRICKS_CLIENT_SECRET].flatMap((secret) => secret?.trim() ?? []);
}
