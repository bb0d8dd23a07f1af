import type { Fault, FaultsByMoment, Moment } from "../../src/faults/fault.js";
import type { FaultField } from "./fault-field.js";
import { CAUSES, CODES, DENIALS, MESSAGE, RESETS, wait } from "./fault-field.js";

/** A fault in plain words, and what can be told of it. */
export interface FaultWords {
  readonly title: string;
  /** What it does, in a line. */
  readonly about: string;
  readonly fields: readonly FaultField[];
}

/** A moment in plain words, with what may go wrong then. */
export interface MomentWords<M extends Moment = Moment> {
  readonly title: string;
  readonly kinds: { readonly [K in FaultsByMoment[M]["kind"]]: FaultWords };
}

const DELAY: FaultField = wait("delayMs", "Wait", 500);

/** The whole vocabulary: a fault without words here does not compile. */
export const MOMENTS: { readonly [M in Moment]: MomentWords<M> } = {
  token: {
    title: "A client asks for a token",
    kinds: {
      "refuse-token": {
        title: "Refuse a token",
        about: "The token endpoint answers with an HTTP error.",
        fields: [
          { name: "status", label: "Status", kind: "select", options: DENIALS, number: true, initial: "503" },
        ],
      },
      "delay-token": { title: "Delay a token", about: "The token endpoint answers later.", fields: [DELAY] },
    },
  },
  headers: {
    title: "A stream arrives",
    kinds: {
      "delay-headers": {
        title: "Delay the headers",
        about: "The response headers come later; nothing is read before.",
        fields: [DELAY],
      },
    },
  },
  open: {
    title: "A stream asks to be created",
    kinds: {
      "refuse-create": {
        title: "Refuse the stream",
        about: "Creating it ends with an error of your choice.",
        fields: [
          { name: "code", label: "Code", kind: "select", options: CODES, initial: "UNAVAILABLE" },
          MESSAGE,
          { name: "causes", label: "Schema causes", kind: "several", options: CAUSES },
        ],
      },
      "reject-token": {
        title: "Reject its token",
        about: "The stream’s token is not accepted, however good it is.",
        fields: [
          {
            name: "code",
            label: "Code",
            kind: "select",
            options: ["UNAUTHENTICATED", "PERMISSION_DENIED"],
            initial: "UNAUTHENTICATED",
          },
        ],
      },
    },
  },
  created: {
    title: "A stream is about to hear that it was created",
    kinds: {
      "delay-create": {
        title: "Delay the answer",
        about: "It hears so later; nothing is read before.",
        fields: [DELAY],
      },
      "never-create": {
        title: "Never answer",
        about: "It never hears so, and nothing of it is read any more.",
        fields: [],
      },
      "create-without-id": { title: "Forget the id", about: "It hears so, without a stream id.", fields: [] },
    },
  },
  stream: {
    title: "A stream is open",
    kinds: {
      "close-signal": {
        title: "Signal the close",
        about: "Announces that the stream will close, as the service does before maintenance.",
        fields: [
          wait("durationMs", "After", 2_000, true),
          {
            name: "next",
            label: "And then",
            kind: "select",
            options: ["error", "end", "stay"],
            initial: "error",
          },
        ],
      },
      end: {
        title: "End the stream",
        about: "What came is committed and acked, then it ends: with an error, or well without a code.",
        fields: [
          { name: "code", label: "Code", kind: "select", options: CODES, initial: "", optional: true },
          MESSAGE,
        ],
      },
      reset: {
        title: "Reset the stream",
        about: "HTTP/2 RST_STREAM: this stream alone is gone.",
        fields: [
          { name: "error", label: "Error", kind: "select", options: RESETS, initial: "INTERNAL_ERROR" },
        ],
      },
      goaway: {
        title: "Close to new streams",
        about: "GOAWAY: open streams go on, new ones need another connection.",
        fields: [],
      },
      cut: {
        title: "Cut the connection",
        about: "TCP reset, with every stream on the connection.",
        fields: [],
      },
      stall: {
        title: "Stop reading",
        about: "Nothing is read from the stream for a while: its client feels backpressure.",
        fields: [wait("forMs", "For", 2_000)],
      },
      "delay-acks": {
        title: "Delay acks",
        about: "From here on each ack of the stream, and its end, comes later.",
        fields: [DELAY],
      },
      "drop-acks": {
        title: "Drop acks",
        about: "What comes from here on is committed and never acked.",
        fields: [],
      },
      "empty-response": {
        title: "Say nothing",
        about: "A response arrives without its payload.",
        fields: [],
      },
    },
  },
  row: {
    title: "A request was decoded",
    kinds: {
      "refuse-row": {
        title: "Refuse a row",
        about: "A request with such a row is refused as a bad row is; what came before it is committed.",
        fields: [
          { name: "column", label: "Column", kind: "text", initial: "" },
          { name: "equals", label: "Equals", kind: "value", initial: "" },
        ],
      },
    },
  },
  ack: {
    title: "Rows are durable, their ack is about to go out",
    kinds: {
      "duplicate-ack": { title: "Ack twice", about: "The same ack is sent two times.", fields: [] },
      "regress-ack": { title: "Ack backwards", about: "Acks, and then the offset before.", fields: [] },
      "ack-beyond": { title: "Ack too far", about: "Acks an offset that was never sent.", fields: [] },
      "ack-without-offset": { title: "Ack nothing", about: "The ack names no offset.", fields: [] },
      "ack-negative": {
        title: "Ack offset −1",
        about: "The ack names an offset that cannot be.",
        fields: [],
      },
      "commit-then-cut": {
        title: "Cut after a commit",
        about: "The rows are in the table, their client never hears so: it sends them again.",
        fields: [],
      },
    },
  },
  commit: {
    title: "A commit is about to be written",
    kinds: {
      "slow-disk": { title: "Slow disk", about: "Each commit takes longer.", fields: [DELAY] },
      "fail-commit": {
        title: "Fail a commit",
        about: "Nothing of it is stored; its streams end with UNAVAILABLE.",
        fields: [],
      },
    },
  },
};

/** Every kind with its moment, in the order of the vocabulary. */
export const VOCABULARY: readonly {
  readonly moment: string;
  readonly kind: string;
  readonly words: FaultWords;
}[] = Object.entries(MOMENTS).flatMap(([moment, { kinds }]) =>
  Object.entries<FaultWords>(kinds).map(([kind, words]) => ({ moment, kind, words })),
);

/** A kind in plain words. One that a newer server knows is called by its own name. */
export function faultWords(kind: Fault["kind"] | string): FaultWords {
  return VOCABULARY.find((entry) => entry.kind === kind)?.words ?? { title: kind, about: "", fields: [] };
}

/** When a kind strikes. */
export function momentOf(kind: string): string {
  return VOCABULARY.find((entry) => entry.kind === kind)?.moment ?? "";
}
