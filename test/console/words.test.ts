import { startLocal } from "@zerobus-gen/local";
import { expect, it } from "vitest";
import { initialValues } from "../../packages/local/console/faults/fault-field.js";
import { VOCABULARY } from "../../packages/local/console/faults/fault-words.js";
import { PRESETS } from "../../packages/local/console/faults/presets.js";
import { FIRST_DRAFT, possibleFor, ruleOf } from "../../packages/local/console/faults/rule-draft.js";
import { firstProgram } from "../../packages/local/console/overview/sample-row.js";
import type { StateView } from "../../packages/local/src/console/views.js";
import { emitFiles } from "../support/emit-modules.js";
import { ORDERS, ORDERS_INFO } from "../support/shop.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { compile } from "../support/typescript.js";
import { openShop } from "./support/shop.js";

it("the server takes every preset, and what the form makes of every kind, now and after requests too", async () => {
  const { local } = await openShop();
  const full = { ...FIRST_DRAFT, table: "main.shop.orders", often: "times", afterRequests: "7" } as const;
  const rules = VOCABULARY.flatMap(({ kind, words: { fields } }) => {
    const values = { ...initialValues(fields), ...(kind === "refuse-row" ? { column: "order_id" } : {}) };
    const drafts = [FIRST_DRAFT, full, ...(possibleFor(kind).now ? [{ ...full, now: true }] : [])];
    return drafts.map((draft) => ruleOf(kind, fields, values, draft));
  });
  const answers = await Promise.all(
    [...PRESETS.map(({ rule }) => rule), ...rules].map(async (rule) => {
      const body = JSON.stringify(rule);
      const headers = { "content-type": "application/json" };
      const answer = await fetch(`${local.endpoint}/console/api/faults`, { method: "POST", headers, body });
      return answer.status === 201 ? "taken" : `${body}: ${await answer.text()}`;
    }),
  );
  expect(new Set(answers)).toEqual(new Set(["taken"]));
  expect(rules.length).toBeGreaterThan(2 * VOCABULARY.length);
});

it("the first program compiles with what is generated for its table", async () => {
  const local = await startLocal({ dir: temporaryFolder(), tables: [ORDERS_INFO] });
  try {
    const state: StateView = await (await fetch(`${local.endpoint}/console/api/state`)).json();
    const [table] = state.tables;
    if (table === undefined) throw new Error("the server has no table");
    const generated = Object.entries(emitFiles([ORDERS])).map(([file, text]) => [
      `test/generated/tables/${file}`,
      text,
    ]);
    const program = ["test/generated/first-program.ts", firstProgram(table)];
    expect(compile(Object.fromEntries([...generated, program]))).toEqual(new Map());
  } finally {
    await local.close();
  }
}, 60_000);
