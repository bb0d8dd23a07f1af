import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { commandLine } from "./command-line.js";

/** The local server in a process of its own, so that it can be killed. */
export class LocalServer implements AsyncDisposable {
  readonly #dir: string;
  #child: ChildProcess;
  /** `host:port`, the same through every restart. */
  readonly host: string;

  private constructor(dir: string, child: ChildProcess, host: string) {
    this.#dir = dir;
    this.#child = child;
    this.host = host;
  }

  /** Starts the server on a free port and has it create the demo's tables. */
  static async start(dir: string): Promise<LocalServer> {
    const tables = ["flights", "birdstrikes"].flatMap((name) => [
      "--table",
      fileURLToPath(new URL(`../tables/${name}.json`, import.meta.url)),
    ]);
    const { child, endpoint } = await launch(["dev", "--json", "--port", "0", "--dir", dir, ...tables]);
    return new LocalServer(dir, child, new URL(endpoint).host);
  }

  /** Kills the process as a power cut would, and starts another one in its place. */
  async killAndRestart(): Promise<void> {
    await stop(this.#child, "SIGKILL");
    const port = new URL(`http://${this.host}`).port;
    this.#child = (await launch(["dev", "--json", "--port", port, "--dir", this.#dir])).child;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await stop(this.#child, "SIGTERM");
  }
}

async function launch(args: readonly string[]): Promise<{ child: ChildProcess; endpoint: string }> {
  const child = spawn(process.execPath, [commandLine(), ...args], { stdio: ["ignore", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout });
  const [first] = await Promise.race([
    once(lines, "line"),
    once(child, "exit").then(([code]) => {
      throw new Error(`the local server ended with exit code ${code} before it was up`);
    }),
  ]);
  const { endpoint } = JSON.parse(String(first));
  return { child, endpoint };
}

async function stop(child: ChildProcess, signal: "SIGTERM" | "SIGKILL"): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill(signal);
  await exited;
}
