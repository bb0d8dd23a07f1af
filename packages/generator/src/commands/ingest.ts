import { rmSync } from "node:fs";
import { join } from "node:path";
import { formatTableName, type TableSchema } from "@zerobus-gen/schema";
import pc from "picocolors";
import type { EpochUnit } from "../ingest/epoch-unit.js";
import { ingestDisplay } from "../ingest/ingest-display.js";
import { type FileIngested, ingestFile } from "../ingest/ingest-file.js";
import { type Identity, openInput } from "../ingest/open-input.js";
import { Rejects } from "../ingest/rejects.js";
import { type Progress, readProgress, removeProgress, writeProgress } from "../ingest/resume-file.js";
import { SourceError } from "../source/source-error.js";
import type { Terminal } from "../terminal.js";
import { count } from "./count.js";
import { shownPath } from "./drift-output.js";
import { EXIT, type ExitCode } from "./exit-code.js";

/** How `ingest` was called. */
export interface IngestOptions {
  /** File of rows, absolute, or `-` for standard input. */
  readonly file: string;
  /** The folder that paths are shown from, and what comes of standard input is written to. */
  readonly folder: string;
  /** Default: by the name of the file; NDJSON where that says nothing. */
  readonly format?: "ndjson" | "csv";
  /** What parts the cells of a CSV. */
  readonly delimiter: string;
  /** The text of a CSV cell that is NULL. */
  readonly nullText: string;
  /** What a number means where a point in time is wanted. */
  readonly epochUnit?: EpochUnit;
  /** File for the records that were refused. Default: that of the rows with `.rejects.ndjson` behind it. */
  readonly rejects?: string;
  /** Most records that may be refused before it stops. */
  readonly maxRejects: number;
  /** Go on where an earlier run stopped, or begin again in spite of it. */
  readonly again?: "resume" | "restart";
  readonly json: boolean;
}

/** Milliseconds between two notes of how far it came. */
const NOTE_EVERY_MS = 500;

/** Reads rows from a file and ingests them; says how many are durable. What was refused is in a file of its own. */
export async function ingest(
  schema: TableSchema,
  options: IngestOptions,
  terminal: Terminal,
  stdin: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<ExitCode> {
  const table = formatTableName(schema.name);
  const base = options.file === "-" ? join(options.folder, "stdin") : options.file;
  const shown = options.file === "-" ? options.file : shownPath(options.folder, options.file);
  const noteFile = `${base}.zerobus-progress.json`;
  const before = options.file === "-" ? undefined : earlierRun(noteFile, table, shown, options);
  const input = await openInput(options.file, stdin, before);
  if (before !== undefined && input.identity?.headSha256 !== before.headSha256) {
    throw new SourceError(
      `${shown} is not the file that an earlier run stopped in`,
      "ingest it from the beginning: --restart",
    );
  }
  const rejects = new Rejects(options.rejects ?? `${base}.rejects.ndjson`);
  if (before === undefined) rmSync(rejects.file, { force: true });

  const display = ingestDisplay(input.sizeBytes, options.json ? undefined : terminal.progress);
  const note = noter(noteFile, table, input.identity);
  const started = performance.now();
  const { epochUnit, delimiter, nullText, maxRejects } = options;
  const done = await ingestFile({
    schema,
    input,
    format: options.format ?? (/\.csv(?:\.gz)?$/i.test(options.file) ? "csv" : "ndjson"),
    values: { epochUnit, delimiter, nullText },
    rejects,
    maxRejects,
    skipLines: before?.line ?? 0,
    signal,
    onProgress: (counts, doneLine) => {
      display.update(counts);
      note(doneLine, false);
    },
  }).finally(() => display.stop());
  if (done.ending === "done") removeProgress(noteFile);
  else note(done.doneLine, true);

  const result = resultOf(table, done, rejects, (performance.now() - started) / 1000);
  if (options.json) terminal.out(JSON.stringify(result));
  else
    say(result, done, { shown, isResumable: input.identity !== undefined, folder: options.folder }, terminal);
  return result.clean ? EXIT.clean : EXIT.failed;
}

function earlierRun(
  noteFile: string,
  table: string,
  file: string,
  { again }: IngestOptions,
): Progress | undefined {
  if (again === "restart") {
    removeProgress(noteFile);
    return undefined;
  }
  const before = readProgress(noteFile);
  if (before === undefined) return undefined;
  if (before.table !== table) {
    throw new SourceError(
      `an earlier run ingested ${file} into ${before.table}, and stopped after line ${before.line}`,
      "ingest it from the beginning: --restart",
    );
  }
  if (again === "resume") return before;
  throw new SourceError(
    `an earlier run stopped after line ${before.line} of ${file}`,
    "go on from there: --resume; or ingest all of it, those rows twice: --restart",
  );
}

/** Notes how far it came, now and then; an input that cannot be recognised again is not worth a note. */
function noter(
  file: string,
  table: string,
  identity: Identity | undefined,
): (line: number, atOnce: boolean) => void {
  let last = performance.now();
  let noted = 0;
  return (line, atOnce) => {
    const now = performance.now();
    if (identity === undefined || line === noted || (!atOnce && now - last < NOTE_EVERY_MS)) return;
    writeProgress(file, { table, line, ...identity });
    [last, noted] = [now, line];
  };
}

interface IngestResult {
  readonly clean: boolean;
  readonly table: string;
  readonly durable: number;
  readonly rejected: number;
  readonly unacked: number;
  readonly doneLine: number;
  readonly seconds: number;
  readonly rejects?: string;
  readonly error?: { readonly message: string; readonly hint?: string };
}

function resultOf(table: string, done: FileIngested, rejects: Rejects, seconds: number): IngestResult {
  const { error } = done;
  const hint =
    error instanceof Error && "hint" in error && typeof error.hint === "string" ? error.hint : undefined;
  return {
    clean: done.ending === "done" && rejects.count === 0,
    table,
    durable: done.durable,
    rejected: rejects.count,
    unacked: done.unacked,
    doneLine: done.doneLine,
    seconds: Math.round(seconds * 1000) / 1000,
    ...(rejects.count > 0 && { rejects: rejects.file }),
    ...(error !== undefined && {
      error: {
        message: error instanceof Error ? error.message : String(error),
        ...(hint !== undefined && { hint }),
      },
    }),
  };
}

function say(
  result: IngestResult,
  { ending }: FileIngested,
  file: { readonly shown: string; readonly isResumable: boolean; readonly folder: string },
  { out, err, colours }: Terminal,
): void {
  const { bold, dim, green, red, yellow } = pc.createColors(colours);
  const rate = Math.round(result.durable / Math.max(result.seconds, 0.001));
  const mark = result.clean ? green("✓") : red("✗");
  out(
    `${mark} ${bold(count(result.durable, "row"))} durable in ${result.table}, ${result.seconds} s, ${count(rate, "row")}/s`,
  );
  if (ending === "stopped") err(`${yellow("warning")} stopped before the end of the rows`);
  if (result.rejects !== undefined) {
    err(
      `${yellow("warning")} ${count(result.rejected, "record")} refused; ${shownPath(file.folder, result.rejects)} has each with its line and reasons`,
    );
  }
  if (ending === "too-many-rejects")
    err(`${red("error")} stopped: more records were refused than --max-rejects allows`);
  if (result.error !== undefined) {
    err(`${red("error")} ${result.error.message}`);
    // Errors of the runtime have theirs in the message.
    const { hint, message } = result.error;
    if (hint !== undefined && !message.includes(hint)) err(dim(`    ${hint}`));
  }
  if (result.unacked > 0)
    err(
      `${yellow("warning")} ${count(result.unacked, "row")} sent and not acknowledged: there or not, nobody knows`,
    );
  if (ending !== "done" && file.isResumable) {
    err(dim(`    ${file.shown} is done up to line ${result.doneLine}; go on from there with --resume`));
  }
}
