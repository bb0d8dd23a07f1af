import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import type { FaultRule, LocalTable, StreamRecord } from "@zerobus-gen/local";
import { onTestFinished } from "vitest";
import { builtProgram } from "./built-program.js";

/** What a local server in another process is asked. */
export type LocalRequest =
  | { readonly kind: "add-fault"; readonly rule: FaultRule }
  | { readonly kind: "hits"; readonly fault: number }
  | { readonly kind: "remove-fault"; readonly fault: number }
  | { readonly kind: "clear-faults" }
  | { readonly kind: "streams" };

/** What it answers to the request with this id; to 0, unasked, once it serves. */
export type LocalAnswer = { readonly id: number } & (
  | { readonly value: unknown }
  | { readonly error: string }
);

/** How to start one; `port` 0 is any free one, that of an earlier one takes its place. */
export interface LocalProcessOptions {
  readonly dir: string;
  readonly port?: number;
  readonly tables?: readonly unknown[];
}

/** One rule that was added there. */
export interface RemoteFault {
  hits(): Promise<number>;
  remove(): Promise<void>;
}

/** A local server in a process of its own. */
export class LocalProcess {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  readonly #exited: Promise<number | null>;
  #lastId = 0;
  endpoint = "";
  tables: readonly LocalTable[] = [];

  private constructor(program: string, options: LocalProcessOptions) {
    this.#child = fork(program, [JSON.stringify(options)], {
      execArgv: [],
      serialization: "advanced",
    });
    this.#exited = once(this.#child, "exit").then(([code]: (number | null)[]) => code ?? null);
    this.#child.on("message", (message: LocalAnswer) => this.#hear(message));
    this.#exited.then((code) => {
      const error = new Error(`the local server ended with exit code ${code}`);
      for (const { reject } of this.#waiting.values()) reject(error);
    });
  }

  /** Starts one, and waits until it serves. It is killed with the test, if it still runs then. */
  static async start(options: LocalProcessOptions): Promise<LocalProcess> {
    const server = new LocalProcess(await builtProgram("local-server"), options);
    onTestFinished(() => server.kill());
    const ready = await server.#answer<Pick<LocalProcess, "endpoint" | "tables">>(0);
    return Object.assign(server, ready);
  }

  get port(): number {
    return Number(new URL(this.endpoint).port);
  }

  async addFault(rule: FaultRule): Promise<RemoteFault> {
    const fault = await this.#ask<number>({ kind: "add-fault", rule });
    return {
      hits: () => this.#ask<number>({ kind: "hits", fault }),
      remove: () => this.#ask<void>({ kind: "remove-fault", fault }),
    };
  }

  clearFaults(): Promise<void> {
    return this.#ask({ kind: "clear-faults" });
  }

  streams(): Promise<readonly StreamRecord[]> {
    return this.#ask({ kind: "streams" });
  }

  /** Ends it with SIGKILL: nothing is drained, synced or said goodbye to. */
  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#exited;
  }

  /** Has it close; resolves with its exit code. */
  stop(): Promise<number | null> {
    this.#child.kill("SIGTERM");
    return this.#exited;
  }

  #ask<T>(request: LocalRequest): Promise<T> {
    this.#lastId += 1;
    const answer = this.#answer<T>(this.#lastId);
    this.#child.send({ id: this.#lastId, request });
    return answer;
  }

  #answer<T>(id: number): Promise<T> {
    return new Promise((resolve, reject) => {
      // The program answers each kind of request with its own type.
      this.#waiting.set(id, { resolve: (value) => resolve(value as T), reject });
    });
  }

  #hear(message: LocalAnswer): void {
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if ("error" in message) waiting?.reject(new Error(message.error));
    else waiting?.resolve(message.value);
  }
}
