import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import type { FaultRule } from "@zerobus-gen/local";

/** What the server is asked. */
export type ServerRequest =
  | { readonly kind: "create"; readonly tableInfo: unknown }
  | { readonly kind: "fault"; readonly rule: FaultRule }
  | { readonly kind: "clear" };

/** What it answers. */
export type ServerAnswer =
  | { readonly kind: "ready"; readonly port: number }
  | { readonly kind: "created"; readonly directory: string }
  | { readonly kind: "added" }
  | { readonly kind: "cleared"; readonly struck: readonly string[] };

/** A local server in a process of its own, which can be killed and started again on the same directory. */
export class ServerProcess implements AsyncDisposable {
  readonly #program: string;
  readonly #directory: string;
  readonly #log: string;
  #child: ChildProcess | undefined;
  /** One question at a time, so that each answer belongs to the last one. */
  #asking: Promise<unknown> = Promise.resolve();
  #port = 0;

  private constructor(program: string, directory: string, log: string) {
    this.#program = program;
    this.#directory = directory;
    this.#log = log;
  }

  /** `log` is the file that it writes what it says to. */
  static async start(program: string, directory: string, log: string): Promise<ServerProcess> {
    const server = new ServerProcess(program, directory, log);
    await server.restart();
    return server;
  }

  /** Another one after each start. */
  get port(): number {
    return this.#port;
  }

  /** Creates a table. Resolves with its directory. */
  async createTable(tableInfo: object): Promise<string> {
    const answer = await this.#ask({ kind: "create", tableInfo });
    if (answer?.kind !== "created") throw new Error(`the server has not created the table; see ${this.#log}`);
    return answer.directory;
  }

  /** Has it do something wrong. Nothing happens when it does not run. */
  async addFault(rule: FaultRule): Promise<void> {
    await this.#ask({ kind: "fault", rule });
  }

  /** Forgets all faults. Resolves with the kinds of those that have struck since it was started. */
  async clearFaults(): Promise<readonly string[]> {
    const answer = await this.#ask({ kind: "clear" });
    return answer?.kind === "cleared" ? answer.struck : [];
  }

  /** SIGKILL. Resolves when the process is gone. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    this.#child = undefined;
    const exited = once(child, "exit");
    child.kill("SIGKILL");
    await exited;
  }

  /** Starts it, after {@link kill}. */
  async restart(): Promise<void> {
    const log = openSync(this.#log, "a");
    const args = ["--enable-source-maps", this.#program, this.#directory];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "ignore", log, "ipc"] });
    closeSync(log);
    const ready = await answerOf(child);
    if (ready?.kind !== "ready") throw new Error(`the server has not started; see ${this.#log}`);
    this.#port = ready.port;
    // Not before: what it is asked while it starts would be taken for answered by this.
    this.#child = child;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.kill();
  }

  #ask(request: ServerRequest): Promise<ServerAnswer | undefined> {
    const answer = this.#asking.then(() => {
      const child = this.#child;
      if (child === undefined || !child.connected) return undefined;
      child.send(request);
      return answerOf(child);
    });
    this.#asking = answer;
    return answer;
  }
}

/** The next answer; nothing when the process ends instead. */
function answerOf(child: ChildProcess): Promise<ServerAnswer | undefined> {
  return new Promise((resolve) => {
    const heard = (answer: ServerAnswer): void => {
      child.off("exit", gone);
      resolve(answer);
    };
    const gone = (): void => {
      child.off("message", heard);
      resolve(undefined);
    };
    child.once("message", heard);
    child.once("exit", gone);
  });
}
