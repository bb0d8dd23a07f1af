import type { RefusalCode } from "../ingest/refusal.js";
import type { RecordTypeName } from "../record/record-plan.js";
import type { StreamEnd } from "./stream-log.js";

/** Something that happened on a local server. Plain JSON. */
export type LocalEvent = {
  /** Milliseconds since 1970. */
  readonly at: number;
} & Happening;

/** What happened. Streams and faults have their ids in the console, too. */
export type Happening =
  | { readonly kind: "table-created" | "table-altered"; readonly table: string; readonly version: number }
  | { readonly kind: "table-dropped"; readonly table: string }
  | {
      readonly kind: "commit";
      readonly table: string;
      readonly version: number;
      readonly rows: number;
      readonly bytes: number;
      readonly durationMs: number;
    }
  | {
      readonly kind: "stream-opened";
      readonly stream: number;
      readonly table: string | null;
      readonly recordType: RecordTypeName;
      /** The `user-agent` of its client. */
      readonly client: string | null;
    }
  | {
      readonly kind: "stream-ended";
      readonly stream: number;
      readonly table: string | null;
      readonly ended: StreamEnd;
      /** The status that it was refused with. */
      readonly code: RefusalCode | null;
      readonly requests: number;
      readonly acked: number;
      readonly rows: number;
    }
  | {
      readonly kind: "refusal";
      /** What was refused. */
      readonly what: "token" | "stream" | "record" | "request";
      readonly table: string | null;
      readonly code: string;
      readonly message: string;
    }
  | {
      readonly kind: "fault";
      /** Id of the rule that struck. */
      readonly rule: number;
      readonly fault: string;
      /** Where it struck, if that is known. */
      readonly table: string | null;
      /** How often it has struck by now. */
      readonly hits: number;
    };
