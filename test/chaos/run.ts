import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { readTable } from "@zerobus-gen/local";
import { ChaosProxy } from "./chaos-proxy.js";
import { chaosRow, chaosTableInfo } from "./chaos-row.js";
import { ClientProcess } from "./client-process.js";
import type { ClientEnd, StoredRow } from "./evidence.js";
import type { Fault } from "./fault.js";
import { readJournal } from "./journal.js";
import type { Schedule } from "./schedule.js";
import type { ServerProcess } from "./server-process.js";
import { judge, type Verdict } from "./verdict.js";

/** Longest life of a client process. */
const LIFE_MS = 60_000;

/** What a run needs. */
export interface RunSetting {
  readonly server: ServerProcess;
  /** The bundled client. */
  readonly clientProgram: string;
  /** An own folder for what the run writes: schedule, journal, log. */
  readonly directory: string;
}

/** One run, over. */
export interface Outcome {
  readonly schedule: Schedule;
  readonly verdict: Verdict;
  /** The faults that struck, in order. Those of a run that ended earlier did not. */
  readonly struck: readonly Fault[];
  readonly tookMs: number;
}

/** Does what a schedule says, and judges it. */
export async function runSchedule(schedule: Schedule, setting: RunSetting): Promise<Outcome> {
  const start = performance.now();
  const run = await Run.begin(schedule, setting);
  const ends = await run.toItsEnd();
  const table = await storedRows(schedule, run.tableDirectory);
  const verdict = judge({ schedule, journal: readJournal(run.journal), table, ends });
  return { schedule, verdict, struck: run.struck, tookMs: Math.round(performance.now() - start) };
}

async function storedRows(schedule: Schedule, directory: string): Promise<readonly StoredRow[]> {
  const stored: StoredRow[] = [];
  for await (const { id, key, body } of readTable(directory)) {
    const row = chaosRow(schedule, Number(id));
    stored.push({ id: row.id, intact: key === row.key && body === row.body });
  }
  return stored;
}

/** The processes of a run, and the faults between them. */
class Run {
  readonly journal: string;
  readonly tableDirectory: string;
  readonly struck: Fault[] = [];
  readonly #schedule: Schedule;
  readonly #setting: RunSetting;
  readonly #proxy: ChaosProxy;
  /** Everything that faults have set going. */
  readonly #underWay = new Set<Promise<void>>();
  readonly #over = new AbortController();
  #client: ClientProcess;
  #lives = 0;
  #due = 0;

  private constructor(schedule: Schedule, setting: RunSetting, proxy: ChaosProxy, tableDirectory: string) {
    this.#schedule = schedule;
    this.#setting = setting;
    this.#proxy = proxy;
    this.tableDirectory = tableDirectory;
    this.journal = join(setting.directory, "journal.jsonl");
    mkdirSync(setting.directory, { recursive: true });
    writeFileSync(join(setting.directory, "schedule.json"), JSON.stringify(schedule, undefined, 2));
    writeFileSync(this.journal, "");
    this.#client = this.#startClient();
  }

  static async begin(schedule: Schedule, setting: RunSetting): Promise<Run> {
    const directory = await setting.server.createTable(chaosTableInfo(schedule.seed));
    let run: Run | undefined;
    const proxy = await ChaosProxy.listen(setting.server.port, (bytes) => run?.strikeDue(bytes));
    run = new Run(schedule, setting, proxy, directory);
    return run;
  }

  /** Resolves when the last client has ended, and the server runs again. */
  async toItsEnd(): Promise<readonly ClientEnd[]> {
    const ends: ClientEnd[] = [];
    for (;;) {
      const client = this.#client;
      const end = await client.ended(LIFE_MS);
      ends.push(end);
      if (!end.killed) break;
      await Promise.all(this.#underWay);
      if (this.#client === client) break;
    }
    this.#over.abort();
    await Promise.all(this.#underWay);
    await this.#proxy.close();
    return ends;
  }

  #startClient(): ClientProcess {
    const { clientProgram, directory } = this.#setting;
    const endpoint = `http://127.0.0.1:${this.#proxy.port}`;
    const args = [join(directory, "schedule.json"), this.journal, endpoint];
    return new ClientProcess(clientProgram, args, join(directory, `client-${this.#lives++}.log`));
  }

  /** Sets every fault going that is due when the client has sent so many bytes. */
  strikeDue(bytes: number): void {
    for (let next = this.#schedule.faults[this.#due]; next !== undefined; ) {
      if (next.afterBytes > bytes) return;
      const { fault, afterMs } = next;
      this.#due++;
      next = this.#schedule.faults[this.#due];
      const work = this.#pause(afterMs)
        .then(() => (this.#over.signal.aborted ? undefined : this.#strike(fault)))
        .finally(() => this.#underWay.delete(work));
      this.#underWay.add(work);
    }
  }

  async #strike(fault: Fault): Promise<void> {
    const { server } = this.#setting;
    if (fault.kind === "kill-client") {
      if (!this.#client.kill()) return;
      this.struck.push(fault);
      await this.#pause(fault.downMs);
      this.#client = this.#startClient();
      return;
    }
    this.struck.push(fault);
    if (fault.kind !== "kill-server") return this.#untilOver(this.#proxy.strike(fault));
    await server.kill();
    await this.#pause(fault.downMs);
    await server.restart();
    this.#proxy.targetPort = server.port;
  }

  async #untilOver(work: Promise<void>): Promise<void> {
    const { signal } = this.#over;
    if (signal.aborted) return;
    await Promise.race([work, new Promise((resolve) => signal.addEventListener("abort", resolve))]);
  }

  async #pause(ms: number): Promise<void> {
    if (ms > 0) await delay(ms, undefined, { signal: this.#over.signal }).catch(() => {});
  }
}
