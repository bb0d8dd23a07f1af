import { mkdirSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { temporaryFolder } from "./temporary-folder.js";

const PACKAGE = "@duckdb/node-api";

/** Where DuckDB may be installed: beside everything else, or with the other readers of the interop suite. */
const BASES: readonly string[] = [import.meta.url, new URL("../interop/package.json", import.meta.url).href];

/** The `@duckdb` folder of an install; undefined where there is none. */
export function duckDbFolder(): string | undefined {
  for (const base of BASES) {
    try {
      const entry = createRequire(base).resolve(PACKAGE);
      return entry.slice(0, entry.indexOf(PACKAGE) + dirname(PACKAGE).length);
    } catch {
      // Not there.
    }
  }
  return undefined;
}

/** Whether every command finds it, wherever it runs. */
export function isDuckDbBeside(): boolean {
  try {
    createRequire(import.meta.url).resolve(PACKAGE);
    return true;
  } catch {
    return false;
  }
}

/** A project that has DuckDB installed. */
export function duckDbProject(installed: string): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(installed, join(folder, "node_modules", dirname(PACKAGE)));
  return folder;
}
