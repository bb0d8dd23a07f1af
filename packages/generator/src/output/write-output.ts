import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { OutputChange } from "./compare-output.js";

/** A file of the output folder could not be written. */
export class OutputError extends Error {
  override readonly name = "OutputError";
  readonly hint = "check that the folder can be written to, and that no folder has the file's name";
}

/**
 * Carries the changes out. A file is there whole or as it was before, never half written.
 * @throws OutputError for the first file that could not be written
 */
export function writeOutput(folder: string, changes: readonly OutputChange[]): void {
  for (const { path, after } of changes) {
    const target = join(folder, path);
    const partial = `${target}.partial`;
    try {
      mkdirSync(folder, { recursive: true });
      if (after === undefined) {
        rmSync(target);
      } else {
        writeFileSync(partial, after);
        renameSync(partial, target);
      }
    } catch (cause) {
      rmSync(partial, { force: true });
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new OutputError(`cannot write ${target}: ${reason}`, { cause });
    }
  }
}
