import type { FaultRule } from "@zerobus-gen/local";
import { SourceError } from "../source/source-error.js";

/**
 * Reads the rules of `--fault`.
 * @throws SourceError with everything that is wrong with any of them
 */
export async function devFaults(texts: readonly string[]): Promise<readonly FaultRule[]> {
  if (texts.length === 0) return [];
  const { readFaultRule } = await import("@zerobus-gen/local");
  const problems: string[] = [];
  const rules = texts.flatMap((text) => {
    try {
      return [readFaultRule(text)];
    } catch (error) {
      problems.push(
        `--fault ${JSON.stringify(text)}: ${error instanceof Error ? error.message : String(error)}`,
      );
      return [];
    }
  });
  if (problems.length > 0)
    throw new SourceError(problems.join("\n"), "zerobus-gen dev --help has all faults");
  return rules;
}
