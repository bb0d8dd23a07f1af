import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  compareReads,
  driftReport,
  type Field,
  RULE_TEXTS,
  RULES,
  type RuleId,
  type TableSchema,
} from "@zerobus-gen/schema";
import { describe, expect, test } from "vitest";
import { REPORT_FORMATS } from "../packages/generator/src/report/format-report.js";

const text = readFileSync(fileURLToPath(new URL("../docs/drift.md", import.meta.url)), "utf8");
const rules = Object.keys(RULES).filter((id): id is RuleId => Object.hasOwn(RULES, id));

/** The cells of a line, which may be padded. */
function cellsOf(line: string): readonly string[] {
  return line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());
}

describe("docs/drift.md", () => {
  test("has every rule with its class, what happens and the advice", () => {
    const rows = rules.map((id) => {
      const { title, happens, advice } = RULE_TEXTS[id];
      return [`\`${id}\``, RULES[id], title, happens, advice];
    });
    const [, table = ""] = text.split(/<!-- \/?rules -->\n/);
    const [head, rule, ...cells] = table.trim().split("\n").map(cellsOf);
    expect(head).toEqual(["rule", "class", "change", "what happens", "advice"]);
    expect(rule?.every((cell) => /^-+$/.test(cell))).toBe(true);
    expect(cells).toEqual(rows);
  });

  test("has every format", () => {
    for (const format of REPORT_FORMATS) expect(text).toContain(`| \`${format}\``);
  });

  test("shows a report as it is", () => {
    const field = (name: string, type: Field["type"], number: number): Field => {
      return { name, number, type, nullable: true };
    };
    const id = field("id", { kind: "bigint" }, 1);
    const table = (...columns: readonly Field[]): TableSchema => {
      return { name: { catalog: "main", schema: "shop", table: "orders" }, columns };
    };
    const before = table(id, field("discount", { kind: "decimal", precision: 10, scale: 2 }, 2));
    const report = driftReport(
      compareReads(
        { tables: [before], problems: [] },
        { tables: [table(id)], problems: [] },
        { settingsOf: () => ({}), pairing: "names", missing: "failure" },
      ),
      { policy: {}, today: "2026-11-23", before: "zerobus.lock.json", after: "main.shop (live)" },
    );
    const [, shown = ""] = /```json\n([\s\S]*?)```/.exec(text) ?? [];
    expect(JSON.parse(shown)).toEqual(report);
  });
});
