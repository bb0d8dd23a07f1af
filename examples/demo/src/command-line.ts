import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const require = createRequire(import.meta.url);

/** Path of the `zerobus-gen` command. */
export function commandLine(): string {
  return join(dirname(require.resolve("zerobus-gen")), "../bin/zerobus-gen.js");
}

/** Runs `zerobus-gen generate` for tables of the catalog at `host`. */
export async function generateClients(host: string, tables: readonly string[], out: string): Promise<void> {
  await runNode([commandLine(), "generate", ...tables, "--out", out], { ZEROBUS_EMULATOR_HOST: host });
}

/** Type-checks a project from scratch, generated clients included. */
export async function typeCheck(project: string): Promise<void> {
  const tsc = join(dirname(require.resolve("typescript/package.json")), "bin/tsc");
  await runNode(
    [tsc, "-p", project, "--noEmit", "--composite", "false", "--declaration", "--incremental", "false"],
    {},
  );
}

async function runNode(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  const env = { ...process.env, ...environment };
  await promisify(execFile)(process.execPath, args, { env }).catch((error: Error & { stdout?: string }) => {
    throw new Error(`${args.join(" ")} failed:\n${error.stdout ?? ""}${error.message}`);
  });
}
