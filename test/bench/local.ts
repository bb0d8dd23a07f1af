import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Bench, BenchOptions } from "./bench.js";
import type { Load, LoadFigures } from "./local/client.js";
import type { ServerFigures } from "./local/server.js";
import { progress } from "./progress.js";
import { textTable } from "./text-table.js";

const SERVER = fileURLToPath(new URL("local/server.ts", import.meta.url));
const CLIENT = fileURLToPath(new URL("local/client.ts", import.meta.url));
/** Without the flag that resolves packages to their sources: what was built is measured. */
const execArgv = process.execArgv.filter((argument) => !argument.startsWith("--conditions"));

const WARM_UP_MS = 3_000;
const MEASURED_MS = 8_000;
/** Requests unacked, at full speed: more than a server keeps waiting, so that the wire has to hold them back. */
const IN_FLIGHT = 2_000;

interface Case {
  readonly name: string;
  readonly streams: number;
  readonly rowsPerSecond: number | undefined;
  readonly measuredMs: number;
}

/** One case, in figures that a program can compare. */
interface CaseFigures {
  readonly suite: "local";
  readonly case: string;
  readonly streams: number;
  readonly offeredRowsPerSecond: number | null;
  readonly rowsPerSecond: number;
  readonly ackP50Ms: number;
  readonly ackP99Ms: number;
  readonly commitsPerSecond: number;
  readonly loopDelayP99Ms: number;
  readonly serverCpuShare: number;
  readonly clientCpuShare: number;
  /** When it began to count, when it ended, and the most in between. */
  readonly rssFirstMiB: number;
  readonly rssLastMiB: number;
  readonly rssMostMiB: number;
  readonly loadAverage: number;
}

const HEAD = [
  "",
  "rows/s",
  "ack p50 ms",
  "p99",
  "commits/s",
  "loop p99 ms",
  "cpu server",
  "client",
  "RSS MiB first",
  "last",
  "most",
];

/** The local server under load: gRPC to ack, the server and its client in processes of their own on this machine. */
export const local: Bench = {
  name: "local",
  does: "the built local server, rows of 12 columns from gRPC to ack; server and client share this machine",
  run: async (print, options) => {
    const figures: CaseFigures[] = [];
    for (const one of casesOf(options).filter(({ name }) => name.includes(options.only))) {
      progress(`local, ${one.name}`);
      const found = await measure(one);
      figures.push(found);
      if (options.json) print(JSON.stringify(found));
    }
    if (!options.json && figures.length > 0) print(textTable([HEAD, ...figures.map(row)]));
  },
};

function casesOf({ minutes }: BenchOptions): readonly Case[] {
  const measuredMs = MEASURED_MS;
  const paced = [10, 1_000, 10_000, 50_000].map((rowsPerSecond): Case => {
    return { name: `${rowsPerSecond} rows/s offered`, streams: 1, rowsPerSecond, measuredMs };
  });
  return [
    ...paced,
    { name: "as fast as it goes", streams: 1, rowsPerSecond: undefined, measuredMs },
    { name: "200 streams, 10000 rows/s", streams: 200, rowsPerSecond: 10_000, measuredMs },
    { name: "200 streams, as fast", streams: 200, rowsPerSecond: undefined, measuredMs },
    {
      name: `memory, ${minutes} min, as fast`,
      streams: 200,
      rowsPerSecond: undefined,
      measuredMs: minutes * 60_000,
    },
  ];
}

async function measure(one: Case): Promise<CaseFigures> {
  const folder = mkdtempSync(join(tmpdir(), "zerobus-bench-"));
  const server = fork(SERVER, [folder], { execArgv });
  const client = fork(CLIENT, [], { execArgv });
  try {
    const { endpoint, table } = await told<{ endpoint: string; table: string }>(server);
    const { streams, rowsPerSecond, measuredMs } = one;
    const inFlight = IN_FLIGHT / streams;
    const load: Load = { endpoint, streams, rowsPerSecond, inFlight, warmUpMs: WARM_UP_MS, measuredMs };
    client.send(load);
    const done = told<LoadFigures>(client);
    await Promise.race([delay(WARM_UP_MS), done]);
    const before = await asked(server);
    const versionBefore = versionOf(table);
    await Promise.race([delay(measuredMs), done]);
    const after = await asked(server);
    const commits = versionOf(table) - versionBefore;
    const figures = await done;
    const stored = rowsIn(table);
    if (stored !== figures.rowsAcked) {
      throw new Error(`${one.name}: ${figures.rowsAcked} rows were acked, and the table has ${stored}`);
    }
    const seconds = measuredMs / 1000;
    return {
      suite: "local",
      case: one.name,
      streams,
      offeredRowsPerSecond: rowsPerSecond ?? null,
      rowsPerSecond: figures.rows / seconds,
      ackP50Ms: figures.ackP50Ms,
      ackP99Ms: figures.ackP99Ms,
      commitsPerSecond: commits / seconds,
      loopDelayP99Ms: after.loopDelayP99Ms,
      serverCpuShare: after.cpuMs / measuredMs,
      clientCpuShare: figures.cpuMs / (measuredMs + WARM_UP_MS),
      rssFirstMiB: before.rssBytes / 2 ** 20,
      rssLastMiB: after.rssBytes / 2 ** 20,
      rssMostMiB: after.maxRssBytes / 2 ** 20,
      loadAverage: loadavg()[0] ?? Number.NaN,
    };
  } finally {
    for (const child of [client, server]) {
      if (child.connected) child.disconnect();
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    }
    rmSync(folder, { recursive: true, force: true });
  }
}

async function asked(server: ChildProcess): Promise<ServerFigures> {
  const answer = told<ServerFigures>(server);
  server.send("figures");
  return answer;
}

/** The next message of a child; one that dies first is an error. */
function told<Message>(child: ChildProcess): Promise<Message> {
  return new Promise((resolve, reject) => {
    const died = (code: number | null): void =>
      reject(new Error(`a process of the benchmark exited: ${code}`));
    child.once("exit", died);
    child.once("message", (message: Message) => {
      child.off("exit", died);
      resolve(message);
    });
  });
}

function commitsIn(table: string): readonly string[] {
  return readdirSync(join(table, "_delta_log")).filter((name) => /^\d{20}\.json$/.test(name));
}

function versionOf(table: string): number {
  return Math.max(...commitsIn(table).map((name) => Number.parseInt(name, 10)));
}

/** As the statistics of the log count them. */
function rowsIn(table: string): number {
  let rows = 0;
  for (const name of commitsIn(table)) {
    const text = readFileSync(join(table, "_delta_log", name), "utf8");
    for (const [, count] of text.matchAll(/\\"numRecords\\":(\d+)/g)) rows += Number(count);
  }
  return rows;
}

function row(figures: CaseFigures): readonly string[] {
  return [
    figures.case,
    figures.rowsPerSecond.toFixed(0),
    figures.ackP50Ms.toFixed(1),
    figures.ackP99Ms.toFixed(1),
    figures.commitsPerSecond.toFixed(1),
    figures.loopDelayP99Ms.toFixed(1),
    figures.serverCpuShare.toFixed(2),
    figures.clientCpuShare.toFixed(2),
    figures.rssFirstMiB.toFixed(0),
    figures.rssLastMiB.toFixed(0),
    figures.rssMostMiB.toFixed(0),
  ];
}
