import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { builtProgram } from "./programs.js";

/** A program that is spoken to in messages, in a process of its own. */
export class ProgramRun implements AsyncDisposable {
  readonly #source: string;
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;

  private constructor(source: string, child: ChildProcess) {
    this.#source = source;
    this.#child = child;
    this.#exited = once(child, "exit");
  }

  /** Builds it, and starts it with these arguments of Node. */
  static async start(source: string, execArgv: readonly string[] = []): Promise<ProgramRun> {
    return new ProgramRun(source, fork(await builtProgram(source), { execArgv: [...execArgv] }));
  }

  /** Its answer to a message. @throws Error where it ends without one */
  ask<Answer>(message: object): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const died = (code: number | null): void =>
        reject(new Error(`${this.#source} ended with ${code}, and without an answer`));
      this.#child.once("exit", died);
      this.#child.once("message", (answer: Answer) => {
        this.#child.off("exit", died);
        resolve(answer);
      });
      this.#child.send(message);
    });
  }

  /** Waits for its end: it ends by itself when it has answered everything. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.connected) this.#child.disconnect();
    if (this.#child.exitCode === null && this.#child.signalCode === null) await this.#exited;
  }
}

/** What a program answers to its one message. */
export async function answerOf<Answer>(source: string, message: object): Promise<Answer> {
  await using program = await ProgramRun.start(source);
  return await program.ask<Answer>(message);
}
