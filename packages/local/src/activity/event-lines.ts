import type { Happening } from "./local-event.js";

/** Commits come by the hundred; of those to one table within this time a single line tells. */
const GATHER_MS = 1000;

interface Gathered {
  rows: number;
  commits: number;
}

type Ended = Extract<Happening, { kind: "stream-ended" }>;

/** What happens on a server, as lines for people. Of alterations it says nothing: whoever alters a table tells why. */
export class EventLines {
  readonly #log: (line: string) => void;
  readonly #commits = new Map<string, Gathered>();
  #timer: NodeJS.Timeout | undefined;

  constructor(log: (line: string) => void) {
    this.#log = log;
  }

  hear(event: Happening): void {
    switch (event.kind) {
      case "commit":
        return this.#gather(event.table, event.rows);
      case "table-created":
        return this.#log(`table ${event.table} was created`);
      case "stream-opened":
        return this.#log(
          `stream ${event.stream} onto ${event.table} opened: ${event.recordType}${event.client === null ? "" : `, ${event.client}`}`,
        );
      case "stream-ended":
        return this.#log(
          `stream ${event.stream}${event.table === null ? "" : ` onto ${event.table}`} ${endOf(event)}`,
        );
      case "refusal":
        return this.#log(
          `${event.what} refused${event.table === null ? "" : ` for ${event.table}`}: ${event.code} ${event.message}`,
        );
      case "fault":
        return this.#log(
          `fault ${event.rule} struck: ${event.fault}${event.table === null ? "" : ` on ${event.table}`}, ${count(event.hits, "time")} by now`,
        );
      case "table-altered":
      case "table-dropped":
        return;
    }
  }

  /** Tells what is still gathered. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const [table, { rows, commits }] of this.#commits) {
      this.#log(`table ${table}: ${count(rows, "row")} in ${count(commits, "commit")}`);
    }
    this.#commits.clear();
  }

  #gather(table: string, rows: number): void {
    const gathered = this.#commits.get(table) ?? { rows: 0, commits: 0 };
    gathered.rows += rows;
    gathered.commits += 1;
    this.#commits.set(table, gathered);
    this.#timer ??= setTimeout(() => this.flush(), GATHER_MS).unref();
  }
}

function endOf({ ended, code, requests, acked, rows }: Ended): string {
  const sent = `${count(rows, "row")} in ${count(requests, "request")}, ${acked === requests ? "all" : acked} acked`;
  switch (ended) {
    case "half-close":
      return `was closed by its client: ${sent}`;
    case "ended":
      return `was ended: ${sent}`;
    case "refused":
      return `was ended with ${code}: ${sent}`;
    case "reset":
      return `was left by its client: ${sent}`;
    case "struck":
      return `was cut by a fault: ${sent}`;
  }
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}
