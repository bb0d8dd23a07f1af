import { writeSync } from "node:fs";

/**
 * Says something while the process ends, when a process warning would come too late: nothing asynchronous runs any
 * more. Goes to stderr, unless warnings are switched off.
 */
export function lastWord(code: string, message: string): void {
  if (process.env.NODE_NO_WARNINGS === "1") return;
  try {
    writeSync(2, `(zerobus-gen) [${code}] Warning: ${message}\n`);
  } catch {
    // Nobody reads, which is no reason to change how the process ends.
  }
}
