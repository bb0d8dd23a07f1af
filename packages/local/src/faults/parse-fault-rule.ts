import { isJsonObject, type JsonObject } from "../schema/json-object.js";
import { FAULT_KINDS, type Fault, momentOf } from "./fault.js";
import { FAULT_MEMBERS, type FaultMember } from "./fault-members.js";
import type { FaultRule } from "./fault-rule.js";

/** A rule that makes no sense, with everything that is wrong with it. */
export class FaultRuleError extends TypeError {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("; "));
    this.name = "FaultRuleError";
    this.problems = problems;
  }
}

const RULE_MEMBERS: { readonly [M in keyof FaultRule]-?: FaultMember } = {
  fault: { isRequired: true, accepts: isJsonObject, must: 'an object, such as {"kind": "cut"}' },
  table: {
    isRequired: false,
    accepts: (value) => typeof value === "string",
    must: "the full name of a table",
  },
  times: {
    isRequired: false,
    accepts: (value) => value === "always" || (typeof value === "number" && value >= 1),
    must: '1 at least, or "always"',
  },
  afterRequests: {
    isRequired: false,
    accepts: (value) => typeof value === "number" && value >= 0,
    must: "a number of requests",
  },
  now: { isRequired: false, accepts: (value) => typeof value === "boolean", must: "true or false" },
};

/**
 * Reads a rule out of parsed JSON.
 * @throws {FaultRuleError} with everything that is wrong with it
 */
export function parseFaultRule(json: unknown): FaultRule {
  if (!isJsonObject(json)) throw new FaultRuleError(["a rule is an object with a fault"]);
  const problems = memberProblems(json, RULE_MEMBERS, "");
  const { fault } = json;
  if (isJsonObject(fault)) problems.push(...faultProblems(fault));
  if (problems.length === 0 && isRule(json)) problems.push(...momentProblems(json));
  if (problems.length > 0 || !isRule(json)) throw new FaultRuleError(problems);
  return json;
}

function faultProblems(fault: JsonObject): string[] {
  const { kind, ...members } = fault;
  if (!isKind(kind)) return [`there is no fault ${shown(kind)}; there are ${FAULT_KINDS.join(", ")}`];
  return memberProblems(members, FAULT_MEMBERS[kind], `${kind}: `);
}

function memberProblems(
  json: JsonObject,
  members: Readonly<Record<string, FaultMember>>,
  prefix: string,
): string[] {
  const present = new Map(Object.entries(json).filter(([, value]) => value !== undefined));
  const problems = Object.entries(members).flatMap(([name, { isRequired, accepts, must }]) => {
    if (!present.has(name)) return isRequired ? [`${prefix}${name} is missing; it must be ${must}`] : [];
    const value = present.get(name);
    return accepts(value) ? [] : [`${prefix}${name} is ${shown(value)}; it must be ${must}`];
  });
  const known = Object.keys(members);
  const strange = [...present.keys()].filter((name) => !known.includes(name));
  if (strange.length === 0) return problems;
  const names = strange.slice(0, 10).map(shown).join(", ");
  return [
    ...problems,
    `${prefix}there is no ${names}${known.length === 0 ? "" : `; there are ${known.join(", ")}`}`,
  ];
}

/** What is wrong with a rule whose members are right one by one. */
function momentProblems({ fault, times, afterRequests = 0, now = false }: FaultRule): string[] {
  const moment = momentOf(fault);
  const problems: string[] = [];
  if (now && moment !== "stream") {
    problems.push("now is for faults that strike a stream; this one waits for its moment");
  }
  if (now && times !== undefined) {
    problems.push("a rule with now strikes once at every live stream, and takes no times");
  }
  if (afterRequests > 0 && moment !== "stream" && moment !== "row" && moment !== "ack") {
    problems.push(`afterRequests is ${afterRequests}, and no request is counted there`);
  }
  return problems.map((problem) => `${fault.kind}: ${problem}`);
}

function isKind(kind: unknown): kind is Fault["kind"] {
  return typeof kind === "string" && FAULT_KINDS.includes(kind);
}

/** To be asked only of what has no problem. */
function isRule(json: JsonObject): json is JsonObject & FaultRule {
  return isJsonObject(json.fault) && isKind(json.fault.kind);
}

/** A value in a message: short, whatever it is. */
function shown(value: unknown): string {
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "a list" : "an object";
  if (typeof value !== "string") return String(value);
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
}
