import { openSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";
import { connect, ZerobusError } from "@zerobus-gen/runtime";
import { resolveConnection } from "../../packages/runtime/src/client/settings.js";
import { type ChaosRow, chaosRow, chaosTable } from "./chaos-row.js";
import { type Entry, readJournal, writeEntry } from "./journal.js";
import { openFiles, openResources } from "./open-handles.js";
import { ReceiptLog } from "./receipt-log.js";
import type { Schedule } from "./schedule.js";

// The client of one run: ingests its rows, and writes down what it was told. It ends when nothing is left open.
// Arguments: schedule, journal, address of the server.

/** Longest wait for room in the window. */
const READY_MS = 15_000;
/** Bytes of rows between two looks at the memory. */
const MEMORY_EVERY_BYTES = 1024 * 1024;
/** Beyond its deadline, `close` reads late acks. */
const HALF_CLOSE_MS = 500;
/** Longest wait for sockets to go once everything is closed. */
const GOODBYE_MS = 1_000;

const [schedulePath = "", journalPath = "", endpoint = ""] = process.argv.slice(2);
const schedule: Schedule = JSON.parse(readFileSync(schedulePath, "utf8"));
const { flushTimeoutMs } = schedule.stream;
const spoolDir = join(dirname(journalPath), "spool");
const journal = openSync(journalPath, "a");
const note = (entry: Entry): void => writeEntry(journal, entry);
const receipts = new ReceiptLog(note);
const loopDelay = monitorEventLoopDelay({ resolution: 10 });
loopDelay.enable();

const before = readJournal(journalPath);
const life = before.filter(({ kind }) => kind === "life").length;
const last = before.findLast((entry) => entry.kind === "ingest");
note({ kind: "life", life, ...memory() });

const { credentials } = resolveConnection({}, { ZEROBUS_EMULATOR_HOST: new URL(endpoint).host });
const zerobus = connect({
  tables: { rows: chaosTable(schedule.seed) },
  endpoint,
  headersProvider: {
    headers: (table, signal) => {
      note({ kind: "attempt" });
      return credentials.headers(table, signal);
    },
    invalidate: (...rejected) => credentials.invalidate?.(...rejected),
  },
  stream: { ...schedule.stream, ...(schedule.spool && { spool: { dir: spoolDir, sync: schedule.spool } }) },
  streams: {
    rows: {
      ...(schedule.keyed && { laneKey: ({ key }: ChaosRow) => key }),
      ...(schedule.isolates && {
        onRejected: ({ id }: ChaosRow) => note({ kind: "rejected", id: Number(id) }),
      }),
    },
  },
  onError: ({ code, message }) => note({ kind: "failed", code, message }),
});
const { rows } = zerobus.tables;

await ingestFrom(last === undefined ? 0 : last.id + 1);
const { acked, rejected, spooled, unacked, error } = await timed(
  "close",
  flushTimeoutMs + HALF_CLOSE_MS,
  () => rows.close(),
);
note({
  kind: "report",
  acked,
  rejected,
  spooled,
  unacked: unacked.map(({ id }) => Number(id)),
  ...(error && { code: error.code }),
});
note({ kind: "memory", ...memory() });
await zerobus.close();
loopDelay.disable();
const lagMs = Math.round(loopDelay.max / 1e6);
const resources = await openResources(GOODBYE_MS);
const files = openFiles(dirname(journalPath)).filter(
  (path) => path !== journalPath && !path.endsWith(".log"),
);
note({ kind: "closed", lagMs, resources, files });

async function ingestFrom(first: number): Promise<void> {
  let bytes = 0;
  try {
    for (let id = first; id < schedule.rows; id++) {
      if (rows.isFull) {
        const signal = AbortSignal.timeout(READY_MS);
        await timed("ready", READY_MS, () => rows.ready({ signal }));
      }
      bytes += ingest(id);
      if (bytes >= MEMORY_EVERY_BYTES) {
        bytes = 0;
        note({ kind: "memory", ...memory() });
      }
      if ((id + 1) % schedule.burst !== 0) continue;
      if (schedule.flushes) await timed("flush", flushTimeoutMs, () => rows.flush()).catch(onlyOurs);
      await delay(schedule.pauseMs);
    }
  } catch (error) {
    // A stream that has failed takes no more rows.
    onlyOurs(error);
  }
}

/** Returns the length of the row. */
function ingest(id: number): number {
  const row = chaosRow(schedule, id);
  note({ kind: "ingest", id });
  const receipt = rows.ingest(row);
  note({ kind: "accepted", id, lane: receipt.offset % schedule.stream.lanes });
  receipts.watch(id, receipt);
  return row.body.length;
}

async function timed<T>(what: string, limitMs: number, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  let code: string | undefined;
  try {
    return await work();
  } catch (error) {
    code = error instanceof ZerobusError ? error.code : String(error);
    throw error;
  } finally {
    const tookMs = Math.round(performance.now() - start);
    note({ kind: "wait", what, tookMs, limitMs, ...(code !== undefined && { code }) });
  }
}

function onlyOurs(error: unknown): void {
  if (!(error instanceof ZerobusError)) throw error;
}

function memory(): { readonly usedBytes: number; readonly rssBytes: number } {
  globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { usedBytes: heapUsed + external, rssBytes: rss };
}
