import { mkdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
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
  if (changes.length === 0) return;
  orThrow(folder, () => mkdirSync(folder, { recursive: true }));
  for (const { path, after } of changes) {
    const target = join(folder, path);
    orThrow(target, () => (after === undefined ? rmSync(target) : replaceFile(target, after)));
  }
}

function replaceFile(target: string, text: string): void {
  const partial = `${target}.partial`;
  try {
    writeFileSync(partial, text);
    renameSync(partial, target);
  } catch (error) {
    if (statSync(partial, { throwIfNoEntry: false })?.isFile()) rmSync(partial);
    throw error;
  }
}

function orThrow(path: string, act: () => void): void {
  try {
    act();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new OutputError(`cannot write ${path}: ${reason}`, { cause });
  }
}
