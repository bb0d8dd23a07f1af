import { existsSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** Names of a config, in the order that they are looked for. */
export const CONFIG_NAMES: readonly string[] = ["ts", "mts", "js", "mjs", "json"].map(
  (extension) => `zerobus.config.${extension}`,
);

/**
 * The config of the project that a folder is in: of the folder itself, or of the nearest one above it. The top of a
 * git repository is the last that is looked at.
 */
export function findConfig(folder: string): string | undefined {
  for (let at = resolve(folder); ; at = dirname(at)) {
    for (const name of CONFIG_NAMES) {
      const path = join(at, name);
      if (statSync(path, { throwIfNoEntry: false })?.isFile()) return path;
    }
    if (existsSync(join(at, ".git")) || dirname(at) === at) return undefined;
  }
}
