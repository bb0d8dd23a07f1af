import { readFileSync, writeSync } from "node:fs";

/** What the client was about to do, did, and was told, in the order in which it happened. */
export type Entry =
  /** A process begins. The first one has the number 0. */
  | { readonly kind: "life"; readonly life: number; readonly usedBytes: number; readonly rssBytes: number }
  /** `ingest` is about to be called with this row. */
  | { readonly kind: "ingest"; readonly id: number }
  /** It has returned: the row was accepted. */
  | { readonly kind: "accepted"; readonly id: number; readonly lane: number }
  /** The row was handed over: the server will not have it. */
  | { readonly kind: "rejected"; readonly id: number }
  /** Receipts resolved. */
  | { readonly kind: "acked"; readonly ids: readonly number[] }
  /** Receipts rejected. */
  | { readonly kind: "unresolved"; readonly ids: readonly number[]; readonly code: string }
  /** The stream asks for credentials: a connection is about to be attempted. */
  | { readonly kind: "attempt" }
  /** A wait is over. */
  | {
      readonly kind: "wait";
      readonly what: string;
      readonly tookMs: number;
      readonly limitMs: number;
      readonly code?: string;
    }
  /** Memory that is in use once garbage is collected. */
  | { readonly kind: "memory"; readonly usedBytes: number; readonly rssBytes: number }
  /** The stream gave up. */
  | { readonly kind: "failed"; readonly code: string; readonly message: string }
  /** What `close` said. */
  | {
      readonly kind: "report";
      readonly acked: number;
      readonly rejected: number;
      /** Rows that stay in the spool. */
      readonly spooled: number;
      readonly unacked: readonly number[];
      readonly code?: string;
    }
  /** Everything is closed, and this is still open. */
  | {
      readonly kind: "closed";
      readonly lagMs: number;
      readonly resources: readonly string[];
      readonly files: readonly string[];
    };

/** Writes an entry before it returns, so that whatever kills the process next cannot take it back. */
export function writeEntry(file: number, entry: Entry): void {
  writeSync(file, `${JSON.stringify(entry)}\n`);
}

/** Reads a journal. A line that its process was killed in is left out. */
export function readJournal(path: string): readonly Entry[] {
  const lines = readFileSync(path, "utf8").split("\n");
  lines.pop();
  return lines.map((line): Entry => JSON.parse(line));
}
