import { run } from "../../packages/generator/src/cli.js";
import type { Finished } from "./command.js";

/** Runs `zerobus-gen` in this process, as if it was called in `folder` with only these environment variables. */
export async function runCli(
  folder: string,
  argv: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<Finished> {
  const out: string[] = [];
  const err: string[] = [];
  const terminal = {
    out: (line: string) => void out.push(line),
    err: (line: string) => void err.push(line),
    colours: false,
  };
  const code = await run(argv, terminal, { folder, variables });
  return { code, out: out.join("\n"), err: err.join("\n") };
}
