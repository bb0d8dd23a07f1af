import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import type { ClientEnd } from "./evidence.js";

/** How much of what a client wrote to stderr is told. */
const TOLD_CHARS = 2_000;

/** One life of the client of a run. */
export class ClientProcess {
  readonly #child: ChildProcess;
  readonly #log: string;
  #killed = false;

  /** Starts it. `log` is the file that its stderr goes to. */
  constructor(program: string, args: readonly string[], log: string) {
    const stderr = openSync(log, "w");
    const node = ["--enable-source-maps", "--expose-gc", program, ...args];
    this.#child = spawn(process.execPath, node, { stdio: ["ignore", "ignore", stderr] });
    closeSync(stderr);
    this.#log = log;
  }

  /** SIGKILL, as the schedule wants it. False when it had ended already. */
  kill(): boolean {
    this.#killed = this.#child.exitCode === null && this.#child.kill("SIGKILL");
    return this.#killed;
  }

  /** Resolves when the process is gone, by force after `limitMs`. */
  async ended(limitMs: number): Promise<ClientEnd> {
    let hung = false;
    const force = setTimeout(() => {
      hung = true;
      this.#child.kill("SIGKILL");
    }, limitMs);
    try {
      const [code] = this.#child.exitCode === null ? await once(this.#child, "exit") : [this.#child.exitCode];
      const stderr = readFileSync(this.#log, "utf8").trim().slice(-TOLD_CHARS);
      return { code, killed: this.#killed, hung, stderr };
    } finally {
      clearTimeout(force);
    }
  }
}
