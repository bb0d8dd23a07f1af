import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** What is in npm's cache already is not asked for again, and a registry that does not answer not for long. */
const QUIETLY = [
  "--no-audit",
  "--no-fund",
  "--prefer-offline",
  "--fetch-retries=1",
  "--fetch-retry-mintimeout=1000",
];

/** Where the peers are installed: packages are resolved from here. */
export const PEERS_FOLDER: string = fileURLToPath(new URL(".", import.meta.url));

/** The lock that was installed last: what is there is not installed again. */
const STAMP = join(PEERS_FOLDER, "node_modules", ".installed");

/** Installs what is in the lock beside this file, beside this file. Returns why that has failed. */
export function installPeers(): string | undefined {
  const lock = readFileSync(join(PEERS_FOLDER, "package-lock.json"), "utf8");
  if (existsSync(STAMP) && readFileSync(STAMP, "utf8") === lock) return undefined;
  const install = spawnSync("npm", ["ci", ...QUIETLY], { cwd: PEERS_FOLDER, encoding: "utf8" });
  if (install.status === 0) {
    writeFileSync(STAMP, lock);
    return undefined;
  }
  const why = install.stderr?.split("\n").filter((line) => line.startsWith("npm error")) ?? [];
  return `npm ci in ${PEERS_FOLDER} has failed: ${install.error?.message ?? why.slice(0, 4).join("; ")}`;
}
