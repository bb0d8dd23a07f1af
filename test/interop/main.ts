import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { whyNotHere } from "./platform.js";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const require = createRequire(import.meta.url);

/** Runs a command in this folder; when it fails, its exit code is ours. */
function run(command: string, args: readonly string[]): void {
  const { status, error } = spawnSync(command, args, { cwd: HERE, stdio: "inherit" });
  if (error !== undefined) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

/** A program of the root's packages. */
function program(packageName: string, path: string): string {
  return join(dirname(require.resolve(`${packageName}/package.json`)), path);
}

const reason = whyNotHere();
if (reason !== undefined) {
  process.stdout.write(`interop: SKIPPED, nothing was checked: ${reason}\n`);
} else {
  const isInstalled = spawnSync("npm", ["ls", "--all"], { cwd: HERE, stdio: "ignore" }).status === 0;
  if (!isInstalled) run("npm", ["ci", "--no-audit", "--no-fund"]);
  run(process.execPath, [program("typescript", "bin/tsc"), "-p", "."]);
  run(process.execPath, [
    program("vitest", "vitest.mjs"),
    "run",
    "--config",
    "vitest.config.ts",
    ...process.argv.slice(2),
  ]);
}
