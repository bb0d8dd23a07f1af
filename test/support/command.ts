import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

const WORKSPACE = fileURLToPath(new URL("../..", import.meta.url));

const built = (name: string): string =>
  fileURLToPath(new URL(`../../packages/generator/dist/${name}.js`, import.meta.url));

/** The program `zerobus-gen`, as it was built. */
export const ZEROBUS_GEN: string = built("main");

/** The plugin `protoc-gen-zerobus`, as it was built. */
export const PROTOC_GEN_ZEROBUS: string = built("plugin-main");

/** What a command printed, and how it ended. */
export interface Finished {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs `zerobus-gen` to its end, as a process. */
export async function zerobusGen(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Finished> {
  const child = start(args, env);
  const [out, err] = [collect(child.stdout), collect(child.stderr)];
  const [code] = await once(child, "close");
  return { code, out: out.join(""), err: err.join("") };
}

/** A local server in a process of its own. */
export interface LocalProcess {
  readonly endpoint: string;
  readonly child: ChildProcessWithoutNullStreams;
  /** Ends it with a signal. Resolves with its exit code, or nothing when the signal itself ended it. */
  readonly stop: (signal: "SIGTERM" | "SIGKILL") => Promise<number | null>;
}

/** Runs `zerobus-gen dev --json`. It is killed with the test, if it still runs then. */
export async function zerobusDev(args: readonly string[]): Promise<LocalProcess> {
  const child = start(["dev", "--json", ...args], {});
  onTestFinished(() => void child.kill("SIGKILL"));
  const err = collect(child.stderr);
  const exited = once(child, "exit");
  const line = await Promise.race([
    once(createInterface({ input: child.stdout }), "line"),
    exited.then(([code]) => {
      throw new Error(`dev ended with exit code ${code}: ${err.join("")}`);
    }),
  ]);
  const { endpoint }: { endpoint: string } = JSON.parse(String(line[0]));
  const stop = async (signal: "SIGTERM" | "SIGKILL"): Promise<number | null> => {
    child.kill(signal);
    const [code] = await exited;
    return code;
  };
  return { endpoint, child, stop };
}

function start(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [ZEROBUS_GEN, ...args], {
    cwd: WORKSPACE,
    env: { ...process.env, NO_COLOR: "1", ...env },
  });
}

function collect(stream: NodeJS.ReadableStream): readonly string[] {
  const chunks: string[] = [];
  stream.setEncoding("utf8").on("data", (chunk: string) => chunks.push(chunk));
  return chunks;
}
