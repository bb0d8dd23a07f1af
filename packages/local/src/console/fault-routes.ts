import { Hono } from "hono";
import { requestText } from "../auth/request-body.js";
import { failure, invalid } from "../catalog/answers.js";
import type { Faults } from "../faults/fault-book.js";
import type { FaultRule } from "../faults/fault-rule.js";
import { FaultRuleError, parseFaultRule } from "../faults/parse-fault-rule.js";
import type { FaultView } from "./views.js";

const MAX_RULE_BYTES = 64 * 1024;
/** Every occasion asks every rule. */
const MAX_RULES = 1000;

/** The switches of faults. */
export function faultRoutes(base: string, faults: Faults): Hono {
  const app = new Hono();

  app.post(`${base}/faults`, async (c) => {
    if (!/^application\/json\s*(;|$)/i.test(c.req.header("content-type") ?? "")) {
      return failure(c, 415, "INVALID_PARAMETER_VALUE", "Send a fault rule as application/json.");
    }
    const rule = readRule(await requestText(c, MAX_RULE_BYTES));
    if (typeof rule === "string") return invalid(c, rule);
    if (faults.list().length >= MAX_RULES) {
      return failure(c, 409, "RESOURCE_EXHAUSTED", `There are ${MAX_RULES} rules already; remove some.`);
    }
    const { id, hits } = faults.add(rule);
    const view: FaultView = { id, rule, hits };
    return c.json(view, 201);
  });

  app.delete(`${base}/faults`, (c) => {
    faults.clear();
    return c.json({});
  });

  app.delete(`${base}/faults/:id`, (c) => {
    const id = c.req.param("id");
    const rule = faults.list().find((handle) => String(handle.id) === id);
    if (rule === undefined) {
      return failure(c, 404, "FAULT_DOES_NOT_EXIST", "There is no such rule; it may be spent.");
    }
    rule.remove();
    return c.json({});
  });

  return app;
}

/** A rule, or why it is none. */
function readRule(text: string | undefined): FaultRule | string {
  if (text === undefined) return `a rule has ${MAX_RULE_BYTES} bytes at most`;
  try {
    return parseFaultRule(JSON.parse(text));
  } catch (error) {
    if (error instanceof FaultRuleError) return error.message;
    return `the body is no JSON: ${String(error)}`;
  }
}
