import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { createInterface, type Interface } from "node:readline";
import { fileURLToPath } from "node:url";
import { builtProgram } from "../programs.js";
import type { Tally } from "./message.js";

const SOURCE = fileURLToPath(new URL("sink.c", import.meta.url));
const COMPILED = fileURLToPath(new URL("../dist/sink/sink", import.meta.url));

/** The counting server, in a process of its own: acks once for all that came together, and keeps nothing. */
export class Sink implements AsyncDisposable {
  /** Where it is reached, in plain text. */
  readonly endpoint: string;
  /** What it is written in: what is measured against a slow one says little. */
  readonly kind: "C" | "Node";
  readonly #process: Process;

  private constructor(process: Process, port: number, kind: "C" | "Node") {
    this.#process = process;
    this.endpoint = `http://127.0.0.1:${port}`;
    this.kind = kind;
  }

  /** Compiles and starts it; the one that runs in Node where there is no compiler. */
  static start(): Promise<Sink> {
    mkdirSync(dirname(COMPILED), { recursive: true });
    const { status } = spawnSync("cc", ["-O2", SOURCE, "-o", COMPILED]);
    return status === 0 ? Sink.#spawned("C", COMPILED, []) : Sink.startInNode();
  }

  /** The one that runs anywhere. */
  static async startInNode(): Promise<Sink> {
    return Sink.#spawned("Node", process.execPath, [await builtProgram("sink/node-sink.ts")]);
  }

  static async #spawned(kind: "C" | "Node", program: string, args: readonly string[]): Promise<Sink> {
    const child = spawn(program, args, { stdio: ["pipe", "pipe", "inherit"] });
    const died = once(child, "exit").then(([code]) => {
      throw new Error(`the counting server ended with ${code}`);
    });
    died.catch(() => {});
    const running: Process = { child, lines: createInterface({ input: child.stdout }), died };
    const { port } = await answer<{ port: number }>(running);
    return new Sink(running, port, kind);
  }

  /** Rows and their bytes, of all that came so far. */
  count(): Promise<Tally> {
    return this.#ask("count");
  }

  /** Acks nothing from here on. */
  async hold(): Promise<void> {
    await this.#ask("hold");
  }

  /** Acks what was held, and everything from there on. */
  async release(): Promise<void> {
    await this.#ask("release");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.child.stdin?.end();
    await this.#process.died.catch(() => {});
  }

  #ask<Answer>(command: string): Promise<Answer> {
    this.#process.child.stdin?.write(`${command}\n`);
    return answer<Answer>(this.#process);
  }
}

interface Process {
  readonly child: ChildProcess;
  readonly lines: Interface;
  /** Rejects when it has ended. */
  readonly died: Promise<never>;
}

/** Its next line. It ends where it is spoken to in a way that it does not know. */
async function answer<Answer>({ lines, died }: Process): Promise<Answer> {
  const [line] = await Promise.race([once(lines, "line"), died]);
  const said: Answer = JSON.parse(String(line));
  return said;
}
