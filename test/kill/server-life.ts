import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import type { KillPoint } from "./kill-point.js";

/** When a server is to kill itself: at the n-th operation below `root` whose description matches. */
export interface KillOrder extends Pick<KillPoint, "when"> {
  readonly root: string;
  readonly operation: string;
  readonly nth: number;
}

/** What a server is asked to do to its tables. */
export type ServerRequest =
  | { readonly kind: "create" | "alter"; readonly table: object }
  | { readonly kind: "drop"; readonly table: string };

/** What it answers: where it is, once it serves, and that it has done what it was asked. */
export type ServerAnswer = { readonly kind: "ready"; readonly endpoint: string } | { readonly kind: "done" };

/** How to start a server. */
export interface ServerSetting {
  readonly server: string;
  readonly killer: string;
  /** What `startLocal` gets. */
  readonly options: object;
  /** The file for what it says. */
  readonly log: string;
  readonly order: KillOrder | undefined;
}

const LONGEST_START_MS = 20_000;

/** One life of a server, from its start to its end. */
export class ServerLife {
  readonly #child: ChildProcess;
  /** Resolves with true when it was killed, by itself or from here. */
  readonly ended: Promise<boolean>;

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.ended = once(child, "exit").then(([code, signal]) => {
      if (signal !== "SIGKILL" && code !== 0)
        throw new Error(`the server ended by itself: ${code ?? signal}`);
      return signal === "SIGKILL";
    });
    this.ended.catch(() => {});
  }

  static start({ server, killer, options, log, order }: ServerSetting): ServerLife {
    const output = openSync(log, "a");
    const args = ["--enable-source-maps", server, JSON.stringify(options)];
    const child = spawn(process.execPath, args, {
      stdio: ["ignore", "ignore", output, "ipc"],
      // By the environment, which threads have too, whatever flags they are started with.
      env: {
        ...process.env,
        NODE_OPTIONS: `--import=${pathToFileURL(killer).href}`,
        KILL_ORDER: JSON.stringify(order ?? null),
      },
    });
    closeSync(output);
    return new ServerLife(child);
  }

  /** Where it serves; nothing when it was killed before. */
  async ready(): Promise<string | undefined> {
    const answer = await Promise.race([this.#answer(), delay(LONGEST_START_MS, undefined, { ref: false })]);
    if (answer?.kind === "ready") return answer.endpoint;
    if (await Promise.race([this.ended, delay(100, false)])) return undefined;
    throw new Error("the server has not started in time");
  }

  /** Has it do something. Resolves with false when it was killed meanwhile. */
  async ask(request: ServerRequest): Promise<boolean> {
    if (!this.#child.connected) return false;
    this.#child.send(request, () => {});
    return (await this.#answer())?.kind === "done";
  }

  kill(): void {
    this.#child.kill("SIGKILL");
  }

  /** Has it end in good order. */
  async stop(): Promise<void> {
    this.#child.kill("SIGTERM");
    await this.ended;
  }

  #answer(): Promise<ServerAnswer | undefined> {
    return new Promise((resolve) => {
      const heard = (answer: ServerAnswer): void => resolve(answer);
      this.#child.once("message", heard);
      this.ended.then(
        () => {
          this.#child.off("message", heard);
          resolve(undefined);
        },
        () => resolve(undefined),
      );
    });
  }
}
