import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What one process cost. */
export interface Cost {
  /** From before it was started until it was gone. */
  readonly wallMs: number;
  /** Of all its threads, in user and system mode. */
  readonly cpuMs: number;
  /** The most memory it had. */
  readonly maxRssBytes: number;
}

/** Loaded before the program, into its process: it alone knows its own resources. */
const PRELOAD = `data:text/javascript,${encodeURIComponent(`
  import { writeFileSync } from "node:fs";
  process.once("exit", () => writeFileSync(process.env.BENCH_USAGE, JSON.stringify(process.resourceUsage())));
`)}`;

/**
 * Runs Node with these arguments in the folder, in an environment of its own.
 * @throws Error with what it printed where it does not exit with 0
 */
export async function measured(folder: string, args: readonly string[]): Promise<Cost> {
  const usageFile = join(folder, "usage.json");
  const begun = performance.now();
  const child = spawn(process.execPath, ["--import", PRELOAD, ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, BENCH_USAGE: usageFile },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const printed: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => printed.push(chunk));
  const [code] = await once(child, "close");
  const wallMs = performance.now() - begun;
  if (code !== 0) throw new Error(`${args.join(" ")} exited with ${code}:\n${Buffer.concat(printed)}`);
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(readFileSync(usageFile, "utf8"));
  return { wallMs, cpuMs: (userCPUTime + systemCPUTime) / 1000, maxRssBytes: maxRSS * 1024 };
}
