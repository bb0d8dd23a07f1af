import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { OutputChange } from "./compare-output.js";

/** Carries the changes out. A file is there whole or as it was before, never half written. */
export function writeOutput(folder: string, changes: readonly OutputChange[]): void {
  mkdirSync(folder, { recursive: true });
  for (const { path, after } of changes) {
    const target = join(folder, path);
    if (after === undefined) {
      rmSync(target);
    } else {
      const partial = `${target}.partial`;
      writeFileSync(partial, after);
      renameSync(partial, target);
    }
  }
}
