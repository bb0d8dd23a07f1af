import type { CommitReport } from "../store/commit-hooks.js";
import { CLOCK, type Clock } from "./clock.js";
import type { Happening, LocalEvent } from "./local-event.js";
import { Newest } from "./newest.js";
import { type Second, Seconds } from "./seconds.js";
import { SeenStream } from "./seen-stream.js";
import { shortText } from "./short-text.js";
import { type ArrivedStream, StreamLog } from "./stream-log.js";

/** Something that the server said no to. */
export interface SeenRefusal {
  readonly at: number;
  /** A token, a stream, a request as such, or a row of it. */
  readonly what: "token" | "stream" | "record" | "request";
  readonly table: string | null;
  readonly code: string;
  readonly message: string;
}

/** A commit, and when it came to be. */
export interface SeenCommit extends Omit<CommitReport, "operation"> {
  readonly operation: Exclude<CommitReport["operation"], "log">;
  readonly at: number;
}

/** What was committed to one table since the start, or since it was made. */
export interface TableTotals {
  readonly rows: number;
  readonly lastCommitAt: number | null;
}

/** What it all came to since the start. */
export interface Totals {
  readonly rows: number;
  readonly bytes: number;
  readonly commits: number;
  readonly refusals: number;
}

const KEPT_REFUSALS = 200;
const KEPT_COMMITS = 100;
/** Of the message of a refusal; a client writes most of it. */
const MAX_MESSAGE = 2000;
const MAX_NAME = 1000;
/** More names than any server has tables at a time. */
const MAX_TABLES = 10_000;
const NO_TOTALS: TableTotals = { rows: 0, lastCommitAt: null };

/** What a server saw since it started: bounded, and the newest of everything. Never a token or a secret. */
export class Activity {
  readonly startedAt: number;
  readonly streams: StreamLog = new StreamLog();
  readonly #clock: Clock;
  readonly #seconds: Seconds;
  readonly #refusals = new Newest<SeenRefusal>(KEPT_REFUSALS);
  readonly #commits = new Newest<SeenCommit>(KEPT_COMMITS);
  readonly #tables = new Map<string, TableTotals>();
  readonly #totals = { rows: 0, bytes: 0, commits: 0, refusals: 0 };
  readonly #hear: (event: LocalEvent) => void;

  /** @param hear gets to know what happens, when it does */
  constructor(clock: Clock = CLOCK, hear: (event: LocalEvent) => void = () => {}) {
    this.#hear = hear;
    this.#clock = clock;
    this.startedAt = clock.now();
    this.#seconds = new Seconds(this.startedAt);
  }

  /** A stream arrives. */
  open(arrived: ArrivedStream): SeenStream {
    const log = this.streams;
    const record = log.open(arrived, this.#clock.now());
    const tell = (happening: Happening): void => this.tell(happening);
    return new SeenStream(record, { log, seconds: this.#seconds, clock: this.#clock, tell });
  }

  /** A commit came to be. */
  committed(report: CommitReport): void {
    const { table, version, rows, bytes, durationMs, operation } = report;
    const at = this.#clock.now();
    // Rows count when they are durable, bytes and commits when they are in the table.
    if (operation !== "materialize") this.#count("rows", rows, at);
    if (operation === "log") return;
    this.#commits.add({ ...report, operation, at });
    // A table that is made anew under the same name starts from nothing.
    const before = operation === "create" ? NO_TOTALS : this.tableTotals(table);
    this.#tables.delete(table);
    this.#tables.set(table, { rows: before.rows + rows, lastCommitAt: at });
    const [oldest] = this.#tables.keys();
    if (this.#tables.size > MAX_TABLES && oldest !== undefined) this.#tables.delete(oldest);
    this.#count("bytes", bytes, at);
    this.#count("commits", 1, at);
    switch (operation) {
      case "create":
        return this.tell({ kind: "table-created", table, version });
      case "alter":
        return this.tell({ kind: "table-altered", table, version });
      case "append":
      case "materialize":
        return this.tell({ kind: "commit", table, version, rows, bytes, durationMs });
    }
  }

  /** Something happened, of which nothing is kept here. */
  tell(happening: Happening): void {
    this.#hear({ at: this.#clock.now(), ...happening });
  }

  /** The server said no. The message is cut where it gets long. */
  refused(what: SeenRefusal["what"], table: string | undefined, code: string, message: string): void {
    const at = this.#clock.now();
    const named = table === undefined ? null : shortText(table, MAX_NAME);
    this.#refusals.add({ at, what, table: named, code, message: shortText(message, MAX_MESSAGE) });
    this.#count("refusals", 1, at);
    this.tell({ kind: "refusal", what, table: named, code, message: shortText(message, MAX_MESSAGE) });
  }

  totals(): Totals {
    return { ...this.#totals };
  }

  tableTotals(fullName: string): TableTotals {
    return this.#tables.get(fullName) ?? NO_TOTALS;
  }

  /** Newest first. */
  refusals(): readonly SeenRefusal[] {
    return this.#refusals.list();
  }

  /** Newest first. */
  commits(): readonly SeenCommit[] {
    return this.#commits.list();
  }

  /** The newest ten minutes that are over, a second at a time, oldest first. */
  seconds(): readonly Second[] {
    return this.#seconds.list(this.#clock.now());
  }

  #count(what: keyof Totals, by: number, at: number): void {
    this.#totals[what] += by;
    this.#seconds.count(at, what, by);
  }
}
