import type { DenialStatus } from "../auth/token-endpoint.js";
import type { RefusalCode, SchemaCause } from "../ingest/refusal.js";
import type { Fault, ResetError } from "./fault.js";

/** What a member of a fault may be. */
export interface FaultMember {
  readonly isRequired: boolean;
  readonly accepts: (value: unknown) => boolean;
  /** The end of a sentence that begins with "it must be". */
  readonly must: string;
}

const MS: FaultMember = {
  isRequired: true,
  accepts: (value) => typeof value === "number" && value >= 0,
  must: "a number of milliseconds",
};
/** What a Duration of protobuf holds: ten thousand years, forth or back. */
const MAX_DURATION_MS = 315_576_000_000_000;
const DURATION: FaultMember = {
  isRequired: true,
  accepts: (value) => typeof value === "number" && Math.abs(value) <= MAX_DURATION_MS,
  must: `a number of milliseconds within ${MAX_DURATION_MS} of 0`,
};
const TEXT: FaultMember = { isRequired: true, accepts: (value) => typeof value === "string", must: "text" };
const SCALAR: FaultMember = {
  isRequired: true,
  accepts: (value) => value === null || ["string", "number", "boolean"].includes(typeof value),
  must: "text, a number, true, false or null",
};
const CODE: FaultMember = oneOf<RefusalCode>({
  INVALID_ARGUMENT: true,
  NOT_FOUND: true,
  PERMISSION_DENIED: true,
  UNAUTHENTICATED: true,
  UNAVAILABLE: true,
  INTERNAL: true,
  CANCELLED: true,
  UNKNOWN: true,
  DEADLINE_EXCEEDED: true,
  ALREADY_EXISTS: true,
  RESOURCE_EXHAUSTED: true,
  FAILED_PRECONDITION: true,
  ABORTED: true,
  OUT_OF_RANGE: true,
  DATA_LOSS: true,
});
const STATUS: FaultMember = oneOf<DenialStatus>({
  400: true,
  401: true,
  403: true,
  404: true,
  429: true,
  500: true,
  502: true,
  503: true,
  504: true,
});
const CAUSE: FaultMember = oneOf<SchemaCause>({
  FIELD_NOT_IN_TABLE: true,
  MISSING_REQUIRED_COLUMN: true,
  TYPE_INCOMPATIBLE: true,
  FIELD_OUT_OF_ORDER: true,
  FIELD_COUNT_MISMATCH: true,
});
const RESET: FaultMember = oneOf<ResetError>({
  INTERNAL_ERROR: true,
  REFUSED_STREAM: true,
  CANCEL: true,
  ENHANCE_YOUR_CALM: true,
});

type MembersOf<K extends Fault["kind"]> = Exclude<keyof Extract<Fault, { kind: K }>, "kind">;

/** What each fault has besides its kind. */
export const FAULT_MEMBERS: {
  readonly [K in Fault["kind"]]: { readonly [M in MembersOf<K>]-?: FaultMember };
} = {
  "refuse-token": { status: optional(STATUS) },
  "delay-token": { delayMs: MS },
  "delay-headers": { delayMs: MS },
  "refuse-create": { code: CODE, message: optional(TEXT), causes: optional(listOf(CAUSE)) },
  "reject-token": { code: optional(oneOf({ UNAUTHENTICATED: true, PERMISSION_DENIED: true })) },
  "delay-create": { delayMs: MS },
  "never-create": {},
  "create-without-id": {},
  "close-signal": {
    durationMs: optional(DURATION),
    next: optional(oneOf({ end: true, error: true, stay: true })),
  },
  end: { code: optional(CODE), message: optional(TEXT) },
  reset: { error: optional(RESET) },
  goaway: {},
  cut: {},
  stall: { forMs: MS },
  "delay-acks": { delayMs: MS },
  "drop-acks": {},
  "empty-response": {},
  "refuse-row": { column: TEXT, equals: SCALAR },
  "duplicate-ack": {},
  "regress-ack": {},
  "ack-beyond": {},
  "ack-without-offset": {},
  "ack-negative": {},
  "commit-then-cut": {},
  "slow-disk": { delayMs: MS },
  "fail-commit": {},
};

function optional(member: FaultMember): FaultMember {
  return { ...member, isRequired: false };
}

/** Written as the keys of an object, so that none can be left out. */
function oneOf<T extends string | number>(values: Readonly<Record<T, true>>): FaultMember {
  const names = Object.keys(values);
  return {
    isRequired: true,
    accepts: (value) =>
      (typeof value === "string" || typeof value === "number") && names.includes(String(value)),
    must: `one of ${names.join(", ")}`,
  };
}

function listOf(member: FaultMember): FaultMember {
  return {
    isRequired: true,
    accepts: (value) => Array.isArray(value) && value.every((item) => member.accepts(item)),
    must: `a list, each item ${member.must}`,
  };
}
