import type { JsonObject } from "../schema/json-object.js";
import type { Fault } from "./fault.js";
import type { FaultRule } from "./fault-rule.js";
import { parseFaultRule } from "./parse-fault-rule.js";

type MemberOf<K extends Fault["kind"]> = Exclude<keyof Extract<Fault, { kind: K }>, "kind">;

/** What stands behind the colon, of each fault that says more than its kind. */
const FIRST: { readonly [K in Fault["kind"] as MemberOf<K> extends never ? never : K]: MemberOf<K> } = {
  "refuse-token": "status",
  "delay-token": "delayMs",
  "delay-headers": "delayMs",
  "refuse-create": "code",
  "reject-token": "code",
  "delay-create": "delayMs",
  "close-signal": "durationMs",
  end: "code",
  reset: "error",
  stall: "forMs",
  "delay-acks": "delayMs",
  "refuse-row": "column",
  "slow-disk": "delayMs",
};

/** Members of a rule besides its fault, as they are written and as they are called. */
const OF_RULE: ReadonlyMap<string, string> = new Map([
  ["table", "table"],
  ["times", "times"],
  ["after", "afterRequests"],
  ["afterRequests", "afterRequests"],
  ["now", "now"],
]);

const UNIT_MS: Readonly<Record<string, number>> = { "": 1, ms: 1, s: 1000, m: 60_000 };

/**
 * Reads a rule as people write it, or as JSON: `refuse-create:UNAVAILABLE,table=main.shop.orders,times=3`. Behind the
 * kind stand what it says first, the other members of the fault, and `table`, `times`, `after` and `now`. Durations are
 * `250ms`, `5s`, `1m` or milliseconds, causes are joined by `+`. A text with a comma in it takes JSON.
 * @throws {TypeError} naming everything that is wrong with the rule
 */
export function readFaultRule(text: string): FaultRule {
  return parseFaultRule(text.trimStart().startsWith("{") ? parseJson(text) : shortRule(text));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new TypeError(`this is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function shortRule(text: string): JsonObject {
  const [head = "", ...parts] = text.split(",").map((part) => part.trim());
  const [kind, first] = cut(head, ":");
  const fault: Record<string, unknown> = { kind };
  const rule: Record<string, unknown> = { fault };
  if (first !== undefined) {
    const name: unknown = Object.hasOwn(FIRST, kind) ? Reflect.get(FIRST, kind) : undefined;
    // A kind that is not there is the greater mistake.
    if (typeof name === "string") fault[name] = meaningOf(name, first);
    else checkKind(kind, `${kind} takes nothing behind a colon`);
  }
  for (const part of parts) {
    const [name, value] = cut(part, "=");
    const called = OF_RULE.get(name);
    if (name === "") throw new TypeError(`${kind}: there is nothing between two commas`);
    if (value === undefined && name !== "now") {
      throw new TypeError(`${kind}: ${JSON.stringify(part)} has no value; write ${name}=…`);
    }
    if (called === undefined) fault[name] = meaningOf(name, value ?? "");
    else rule[called] = meaningOf(called, value ?? "true");
  }
  return rule;
}

function checkKind(kind: string, otherwise: string): never {
  parseFaultRule({ fault: { kind } });
  throw new TypeError(otherwise);
}

function cut(text: string, at: string): readonly [before: string, after: string | undefined] {
  const place = text.indexOf(at);
  return place === -1 ? [text, undefined] : [text.slice(0, place), text.slice(place + 1)];
}

/** What a text stands for, by the name of its member. One that makes no sense there stays text, for the check to tell. */
function meaningOf(name: string, text: string): unknown {
  if (name.endsWith("Ms")) return milliseconds(text) ?? text;
  switch (name) {
    case "causes":
      return text.split("+");
    case "status":
    case "times":
    case "afterRequests":
      return /^\d+$/.test(text) ? Number(text) : text;
    case "now":
      return text === "true" || (text === "false" ? false : text);
    case "equals":
      return scalar(text);
    default:
      return text;
  }
}

function milliseconds(text: string): number | undefined {
  const [, amount, unit = ""] = /^(-?\d+(?:\.\d+)?)(ms|s|m)?$/.exec(text) ?? [];
  return amount === undefined ? undefined : Number(amount) * (UNIT_MS[unit] ?? 1);
}

/** `"42"` in quotes is text, `42` the number. */
function scalar(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? text : value;
  } catch {
    return text;
  }
}
