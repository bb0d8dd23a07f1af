import { type Transferable, Worker } from "node:worker_threads";
import type { AckSettings } from "../ack-mode.js";
import type { Materialized } from "../table-store.js";
import { revivedError } from "./plain-error.js";
import { SentPlans } from "./sent-plans.js";
import type { Notice, NumberedAnswer, NumberedCall, ThreadAnswers, ThreadCall } from "./thread-call.js";

/** The built one also when this is run from source: a thread takes no loaders for TypeScript with it. */
const PROGRAM = new URL("../../../dist/store/thread/commit-thread.js", import.meta.url);

interface Waiting {
  readonly resolve: (value: ThreadAnswers[ThreadCall["kind"]]) => void;
  readonly reject: (reason: Error) => void;
}

/** One thread, from its start to its death. It keeps the process alive only while it owes an answer. */
export class ThreadLife {
  /** The plans that this thread knows. */
  readonly plans: SentPlans = new SentPlans();
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #hearers = new Map<number, (commit: Materialized) => void>();
  #calls = 0;
  #deadOf: Error | undefined;

  constructor(settings: AckSettings, log: (line: string) => void, program: URL = PROGRAM) {
    // Without the flags of this process: those that resolve packages to their sources are not for what is built.
    this.#worker = new Worker(program, { workerData: settings, execArgv: [], name: "commits" });
    this.#worker.unref();
    this.#worker.on("message", (message: NumberedAnswer | Notice) => {
      if ("log" in message) log(message.log);
      else if ("materialized" in message) this.#hearers.get(message.table)?.(message.materialized);
      else this.#settle(message);
    });
    this.#worker.on("error", (error) => this.#die(error));
    this.#worker.on("messageerror", (error) => {
      this.#die(error);
      void this.#worker.terminate();
    });
    this.#worker.on("exit", (code) => this.#die(new Error(`it exited with code ${code}`)));
  }

  get isDead(): boolean {
    return this.#deadOf !== undefined;
  }

  /** Asks something. Rejects with the error that the thread answers, or with what it died of. */
  async call<Kind extends ThreadCall["kind"]>(
    call: Extract<ThreadCall, { kind: Kind }>,
    transfer: readonly Transferable[] = [],
  ): Promise<ThreadAnswers[Kind]> {
    if (this.#deadOf !== undefined) throw this.#deadOf;
    const number = this.#calls++;
    const answer = new Promise<ThreadAnswers[ThreadCall["kind"]]>((resolve, reject) => {
      this.#waiting.set(number, { resolve, reject });
    });
    this.#worker.ref();
    const numbered: NumberedCall = { number, call };
    try {
      this.#worker.postMessage(numbered, transfer);
    } catch (error) {
      this.#forget(number);
      throw error;
    }
    // The thread answers each kind of call in kind.
    return (await answer) as ThreadAnswers[Kind];
  }

  /** Has somebody hear what is materialised of a table, while it is open. */
  hear(table: number, materialized: (commit: Materialized) => void): void {
    this.#hearers.set(table, materialized);
  }

  /** Nobody hears of a table any more. */
  leave(table: number): void {
    this.#hearers.delete(table);
  }

  /** Ends it, whatever it is at. What it owes is refused. */
  async end(): Promise<void> {
    this.#die(new Error("the server was closed"));
    await this.#worker.terminate();
  }

  #settle(answer: NumberedAnswer): void {
    const waiting = this.#forget(answer.number);
    if ("error" in answer) waiting?.reject(revivedError(answer.error));
    else waiting?.resolve(answer.value);
  }

  #forget(number: number): Waiting | undefined {
    const waiting = this.#waiting.get(number);
    this.#waiting.delete(number);
    if (this.#waiting.size === 0) this.#worker.unref();
    return waiting;
  }

  #die(cause: Error): void {
    if (this.#deadOf !== undefined) return;
    this.#deadOf = new Error(`the thread that commits is dead: ${cause.message}`, { cause });
    this.#worker.unref();
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(this.#deadOf);
  }
}
