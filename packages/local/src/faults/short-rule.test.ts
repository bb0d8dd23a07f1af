import { describe, expect, it } from "vitest";
import { FAULT_KINDS } from "./fault.js";
import { readFaultRule } from "./short-rule.js";

describe(readFaultRule, () => {
  it.each<[string, unknown]>([
    ["cut", { fault: { kind: "cut" } }],
    [
      "refuse-create:UNAVAILABLE,table=main.shop.orders,times=3",
      { fault: { kind: "refuse-create", code: "UNAVAILABLE" }, table: "main.shop.orders", times: 3 },
    ],
    [
      "refuse-create:INVALID_ARGUMENT, causes=FIELD_NOT_IN_TABLE+TYPE_INCOMPATIBLE, message=no: not=so",
      {
        fault: {
          kind: "refuse-create",
          code: "INVALID_ARGUMENT",
          causes: ["FIELD_NOT_IN_TABLE", "TYPE_INCOMPATIBLE"],
          message: "no: not=so",
        },
      },
    ],
    ["slow-disk:1.5s,times=always", { fault: { kind: "slow-disk", delayMs: 1500 }, times: "always" }],
    ["stall:250ms,after=2", { fault: { kind: "stall", forMs: 250 }, afterRequests: 2 }],
    [
      "close-signal:-1,next=stay,now",
      { fault: { kind: "close-signal", durationMs: -1, next: "stay" }, now: true },
    ],
    ["delay-token,delayMs=1m", { fault: { kind: "delay-token", delayMs: 60_000 } }],
    ["refuse-token:503", { fault: { kind: "refuse-token", status: 503 } }],
    ["refuse-row:order_id,equals=42", { fault: { kind: "refuse-row", column: "order_id", equals: 42 } }],
    ['refuse-row:code,equals="42"', { fault: { kind: "refuse-row", column: "code", equals: "42" } }],
    ["refuse-row:note,equals=null", { fault: { kind: "refuse-row", column: "note", equals: null } }],
    ["refuse-row:note,equals=[1]", { fault: { kind: "refuse-row", column: "note", equals: "[1]" } }],
    [' {"fault":{"kind":"cut"},"times":2}', { fault: { kind: "cut" }, times: 2 }],
  ])("reads %s", (text, rule) => {
    expect(readFaultRule(text)).toEqual(rule);
  });

  it.each<[string, string]>([
    ["", 'there is no fault ""; there are refuse-token, delay-token'],
    ["explode:5s", 'there is no fault "explode"; there are'],
    ["toString:5s", 'there is no fault "toString"; there are'],
    ["cut:5s", "cut takes nothing behind a colon"],
    ["cut,table", 'cut: "table" has no value; write table=…'],
    ["cut,,now", "cut: there is nothing between two commas"],
    ["slow-disk:soon", "delayMs is"],
    ["cut,times=0", "times is 0"],
    ["fail-commit,now", "now is for faults that strike a stream"],
    ["{", "this is no JSON"],
    ["{}", "fault is missing"],
    ["refuse-create:NOPE,times=0,cod=1", 'code is "NOPE"'],
    ["refuse-create:NOPE,times=0,cod=1", "times is 0"],
    ["refuse-create:NOPE,times=0,cod=1", 'there is no "cod"'],
  ])("refuses %j, and says why", (text, why) => {
    expect(() => readFaultRule(text)).toThrow(TypeError);
    expect(() => readFaultRule(text)).toThrow(why);
  });

  it.each(FAULT_KINDS)("knows %s", (kind) => {
    const members: Readonly<Record<string, string>> = {
      "refuse-row": ",equals=1",
      "refuse-create": ":ABORTED",
      stall: ":1s",
    };
    const more = members[kind] ?? (/^(?:delay|slow)-/.test(kind) ? ":1s" : "");
    expect(readFaultRule(kind === "refuse-row" ? `${kind}:id${more}` : kind + more)).toMatchObject({
      fault: { kind },
    });
  });
});
