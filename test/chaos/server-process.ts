import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";

/** What the server is asked. */
export type ServerRequest = { readonly kind: "create"; readonly tableInfo: unknown };

/** What it answers. */
export type ServerAnswer =
  | { readonly kind: "ready"; readonly port: number }
  | { readonly kind: "created"; readonly directory: string };

/** A local server in a process of its own, which can be killed and started again on the same directory. */
export class ServerProcess implements AsyncDisposable {
  readonly #program: string;
  readonly #directory: string;
  readonly #log: string;
  #child: ChildProcess | undefined;
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
    if (answer.kind !== "created") throw new Error(`the server answered ${answer.kind}`);
    return answer.directory;
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
    this.#child = child;
    const ready = await this.#answer(child);
    if (ready.kind === "ready") this.#port = ready.port;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.kill();
  }

  async #ask(request: ServerRequest): Promise<ServerAnswer> {
    const child = this.#child;
    if (child === undefined) throw new Error("the server does not run");
    const answer = this.#answer(child);
    child.send(request);
    return answer;
  }

  async #answer(child: ChildProcess): Promise<ServerAnswer> {
    const end = new AbortController();
    const { signal } = end;
    try {
      const [message]: ServerAnswer[] = await Promise.race([
        once(child, "message", { signal }),
        once(child, "exit", { signal }).then(([code]): never => {
          throw new Error(`the server ended with exit code ${code}; see ${this.#log}`);
        }),
      ]);
      if (message === undefined) throw new Error("the server answered nothing");
      return message;
    } finally {
      end.abort();
    }
  }
}
