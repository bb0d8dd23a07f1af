import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { readTable } from "@zerobus-gen/local";
import { ChaosProxy } from "./chaos-proxy.js";
import { chaosRow, chaosTableInfo, tableName } from "./chaos-row.js";
import { ClientProcess } from "./client-process.js";
import type { ClientEnd, StoredRow } from "./evidence.js";
import type { Fault, ScheduledFault } from "./fault.js";
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
  /** The names of the faults that struck. Those of a run that was over before did not. */
  readonly struck: readonly string[];
  readonly tookMs: number;
}

/** Does what a schedule says, and judges it. */
export async function runSchedule(schedule: Schedule, setting: RunSetting): Promise<Outcome> {
  const start = performance.now();
  const tableDirectory = await setting.server.createTable(chaosTableInfo(schedule.seed));
  const run = await Run.prepare(schedule, setting);
  const ends = await run.toItsEnd();
  const table = await storedRows(schedule, tableDirectory);
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
  readonly struck: string[] = [];
  readonly #schedule: Schedule;
  readonly #setting: RunSetting;
  readonly #proxy: ChaosProxy;
  /** Faults whose time has not come, the next one first. */
  readonly #coming: ScheduledFault[];
  /** Everything that faults have set going. */
  readonly #underWay = new Set<Promise<void>>();
  readonly #over = new AbortController();
  #client: ClientProcess | undefined;
  #lives = 0;

  private constructor(schedule: Schedule, setting: RunSetting, proxy: ChaosProxy) {
    this.#schedule = schedule;
    this.#setting = setting;
    this.#proxy = proxy;
    this.#coming = [...schedule.faults];
    this.journal = join(setting.directory, "journal.jsonl");
    mkdirSync(setting.directory, { recursive: true });
    writeFileSync(join(setting.directory, "schedule.json"), JSON.stringify(schedule, undefined, 2));
    writeFileSync(this.journal, "");
  }

  /** Has everything ready that is to be so before the client starts. */
  static async prepare(schedule: Schedule, setting: RunSetting): Promise<Run> {
    let run: Run | undefined;
    const proxy = await ChaosProxy.listen(setting.server.port, (bytes) => run?.strikeDue(bytes));
    run = new Run(schedule, setting, proxy);
    await run.#poison();
    run.strikeDue(0);
    return run;
  }

  /** Resolves when the last client has ended, and the server runs again. */
  async toItsEnd(): Promise<readonly ClientEnd[]> {
    const ends: ClientEnd[] = [];
    let client = this.#startClient();
    for (;;) {
      const end = await client.ended(LIFE_MS);
      ends.push(end);
      if (!end.killed) break;
      // The fault that has killed it starts the next one.
      await Promise.all(this.#underWay);
      client = this.#client ?? client;
    }
    this.#over.abort();
    await Promise.all(this.#underWay);
    this.struck.push(...(await this.#setting.server.clearFaults()));
    await this.#proxy.close();
    return ends;
  }

  #startClient(): ClientProcess {
    const { clientProgram, directory } = this.#setting;
    const endpoint = `http://127.0.0.1:${this.#proxy.port}`;
    const args = [join(directory, "schedule.json"), this.journal, endpoint];
    this.#client = new ClientProcess(clientProgram, args, join(directory, `client-${this.#lives++}.log`));
    return this.#client;
  }

  /** Sets every fault going that is due once the client has sent so many bytes. */
  strikeDue(bytes: number): void {
    for (let next = this.#coming[0]; next !== undefined && next.afterBytes <= bytes; next = this.#coming[0]) {
      const { fault, afterMs } = next;
      this.#coming.shift();
      const work: Promise<void> = this.#pause(afterMs)
        .then(() => (this.#over.signal.aborted ? undefined : this.#strike(fault)))
        .finally(() => this.#underWay.delete(work));
      this.#underWay.add(work);
    }
  }

  async #strike(fault: Fault): Promise<void> {
    const { server } = this.#setting;
    switch (fault.kind) {
      case "server":
        return server.addFault({ ...fault.rule, table: tableName(this.#schedule.seed) });
      case "kill-client":
        if (fault.lossMs > 0) {
          const lost = this.#proxy.strike({ kind: "drop", side: "up", forMs: fault.lossMs + 1 });
          await Promise.race([lost, this.#pause(fault.lossMs)]);
        }
        if (this.#client?.kill() !== true) return;
        this.struck.push(fault.kind);
        await this.#pause(fault.downMs);
        this.#startClient();
        return;
      case "kill-server":
        this.struck.push(fault.kind);
        await server.kill();
        await this.#pause(fault.downMs);
        await server.restart();
        await this.#poison();
        this.#proxy.targetPort = server.port;
        return;
      default:
        this.struck.push(fault.kind);
        await Promise.race([this.#proxy.strike(fault), once(this.#over.signal, "abort")]);
    }
  }

  /** The server keeps refusing these rows, also after a restart. */
  async #poison(): Promise<void> {
    const table = tableName(this.#schedule.seed);
    for (const equals of this.#schedule.poison) {
      const fault = { kind: "refuse-row", column: "id", equals } as const;
      await this.#setting.server.addFault({ fault, table, times: "always" });
    }
  }

  async #pause(ms: number): Promise<void> {
    if (ms > 0) await delay(ms, undefined, { signal: this.#over.signal }).catch(() => {});
  }
}
