import type { DenialStatus } from "../../src/auth/token-endpoint.js";
import type { ResetError } from "../../src/faults/fault.js";
import type { RefusalCode, SchemaCause } from "../../src/ingest/refusal.js";

/** One thing that a fault can be told, as a form asks for it. */
export interface FaultField {
  /** Its member in the fault. */
  readonly name: string;
  readonly label: string;
  /** `value` is a number, true, false, null, or any other text. */
  readonly kind: "milliseconds" | "select" | "several" | "text" | "value";
  readonly options?: readonly string[];
  /** Of a `select`: its options are numbers in the fault. */
  readonly number?: boolean;
  readonly initial?: string;
  /** Left out of the fault when it is empty. */
  readonly optional?: boolean;
}

/** A field of milliseconds. */
export function wait(name: string, label: string, ms: number, optional: boolean = false): FaultField {
  return { name, label, kind: "milliseconds", initial: String(ms), optional };
}

export const MESSAGE: FaultField = {
  name: "message",
  label: "Message",
  kind: "text",
  initial: "",
  optional: true,
};

export const DENIALS: readonly `${DenialStatus}`[] = [
  "503",
  "500",
  "502",
  "504",
  "429",
  "401",
  "403",
  "404",
  "400",
];

export const RESETS: readonly ResetError[] = [
  "INTERNAL_ERROR",
  "REFUSED_STREAM",
  "CANCEL",
  "ENHANCE_YOUR_CALM",
];

export const CAUSES: readonly SchemaCause[] = [
  "FIELD_NOT_IN_TABLE",
  "MISSING_REQUIRED_COLUMN",
  "TYPE_INCOMPATIBLE",
  "FIELD_OUT_OF_ORDER",
  "FIELD_COUNT_MISMATCH",
];

export const CODES: readonly RefusalCode[] = [
  "UNAVAILABLE",
  "INTERNAL",
  "INVALID_ARGUMENT",
  "NOT_FOUND",
  "PERMISSION_DENIED",
  "UNAUTHENTICATED",
  "CANCELLED",
  "UNKNOWN",
  "DEADLINE_EXCEEDED",
  "ALREADY_EXISTS",
  "RESOURCE_EXHAUSTED",
  "FAILED_PRECONDITION",
  "ABORTED",
  "OUT_OF_RANGE",
  "DATA_LOSS",
];

/** What a form has for each field; of `several`, the chosen ones. */
export type FieldValues = Readonly<Record<string, string | readonly string[]>>;

/** What the fields of a fault begin with. */
export function initialValues(fields: readonly FaultField[]): FieldValues {
  return Object.fromEntries(
    fields.map(({ name, kind, initial = "" }) => [name, kind === "several" ? [] : initial]),
  );
}

/** What was filled in, as members of a fault. The server checks whether it makes sense. */
export function membersOf(fields: readonly FaultField[], values: FieldValues): Record<string, unknown> {
  const members: Record<string, unknown> = {};
  for (const field of fields) {
    const value = values[field.name] ?? "";
    if (typeof value !== "string") {
      if (value.length > 0) members[field.name] = value;
    } else if (value !== "" || field.optional !== true) {
      members[field.name] = memberOf(field, value);
    }
  }
  return members;
}

function memberOf({ kind, number }: FaultField, value: string): unknown {
  if (kind === "milliseconds" || number === true) return value.trim() === "" ? null : Number(value);
  return kind === "value" ? scalarOf(value) : value;
}

/** Digits beyond what a number keeps stay text, which the server takes as well. */
function scalarOf(text: string): string | number | boolean | null {
  if (text === "null") return null;
  if (text === "true" || text === "false") return text === "true";
  const number = Number(text);
  return text.trim() !== "" && String(number) === text.trim() ? number : text;
}
