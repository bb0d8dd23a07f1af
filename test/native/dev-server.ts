import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const ZEROBUS_GEN = fileURLToPath(new URL("../../packages/generator/bin/zerobus-gen.js", import.meta.url));

/** `zerobus-gen dev` as it is built, in a process of its own that can be killed and comes back on its port. */
export class DevServer {
  readonly #args: readonly string[];
  #child: ChildProcess;
  endpoint: string;

  private constructor(args: readonly string[], started: Started) {
    this.#args = args;
    this.#child = started.child;
    this.endpoint = started.endpoint;
  }

  static async start(dir: string, tableFile: string): Promise<DevServer> {
    const args = ["dev", "--json", "--dir", dir];
    return new DevServer(args, await spawned([...args, "--port", "0", "--table", tableFile]));
  }

  /** Kills it, with nothing drained or said goodbye to. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  /** Brings it back, on the same port and directory. */
  async restart(): Promise<void> {
    const { port } = new URL(this.endpoint);
    this.#child = (await spawned([...this.#args, "--port", port])).child;
  }

  async stop(): Promise<void> {
    await this.#end("SIGTERM");
  }

  async #end(signal: "SIGKILL" | "SIGTERM"): Promise<void> {
    const child = this.#child;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    child.kill(signal);
    await exited;
  }
}

interface Started {
  readonly child: ChildProcess;
  readonly endpoint: string;
}

async function spawned(args: readonly string[]): Promise<Started> {
  const child = spawn(process.execPath, [ZEROBUS_GEN, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(child, "exit").then(([code]) => {
    throw new Error(`zerobus-gen dev ended with exit code ${code} before it served`);
  });
  const [line] = await Promise.race([once(createInterface({ input: child.stdout }), "line"), exited]);
  const { endpoint }: { endpoint: string } = JSON.parse(String(line));
  return { child, endpoint };
}
