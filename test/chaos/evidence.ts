import type { Entry } from "./journal.js";
import type { Schedule } from "./schedule.js";

/** All that is known of a run once it is over. */
export interface Evidence {
  readonly schedule: Schedule;
  /** What the client was told. */
  readonly journal: readonly Entry[];
  /** What lies in the table, in the order of the commits. */
  readonly table: readonly StoredRow[];
  /** How each life of the client ended. */
  readonly ends: readonly ClientEnd[];
}

/** A row of the table. */
export interface StoredRow {
  readonly id: number;
  /** Whether key and text are those that were ingested. */
  readonly intact: boolean;
}

/** How a client process ended. */
export interface ClientEnd {
  /** Its exit code; nothing when a signal ended it. */
  readonly code: number | null;
  /** Whether it was the schedule that killed it. */
  readonly killed: boolean;
  /** Whether it had to be killed for not ending by itself. */
  readonly hung: boolean;
  /** The last that it wrote to stderr. */
  readonly stderr: string;
}

/** Something that must never happen. */
export interface Violation {
  readonly kind: ViolationKind;
  /** What happened, and to which rows. */
  readonly detail: string;
}

export type ViolationKind =
  /** A row whose ack the client was told of is not in the table. */
  | "acked row missing"
  /** An accepted row is neither acked nor given back. */
  | "accepted row unaccounted"
  /** The client says two things that cannot both be true. */
  | "contradiction"
  /** A row overtook another of its lane. */
  | "order broken"
  /** A row is there more often than it can have been sent. */
  | "duplicate"
  /** A row that was never ingested, or not like this. */
  | "foreign row"
  /** Rows are unacked though every fault has passed and the budget was not used up. */
  | "stuck"
  /** A wait outlived its deadline. */
  | "late"
  /** More memory than the window explains. */
  | "memory"
  /** A socket, timer or file outlived its client. */
  | "leak"
  /** The client process did not end, or ended by itself with an error. */
  | "crash";
