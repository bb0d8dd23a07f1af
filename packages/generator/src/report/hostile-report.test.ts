import {
  type Change,
  type DriftClass,
  type DriftReport,
  driftReport,
  RULES,
  type RuleId,
} from "@zerobus-gen/schema";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type FormatOptions, formatReport, REPORT_FORMATS, type ReportFormat } from "./format-report.js";

const RULE_IDS = Object.keys(RULES).filter((id): id is RuleId => Object.hasOwn(RULES, id));

/** What breaks formats: line ends of all kinds, ends of quotes, tags, tables, commands, halves of characters. */
const text: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    "",
    "a|b`c`",
    "\r\n::error::x",
    "]]></testcase><!--",
    "<script>@everyone #1 www.x.y https://x.y",
    "\u0000\u001b[31m",
    "\u2028\u2029\u0085\u202e\ufffe\uffff\ud800",
    "100%,a:b",
    "| | |\n|---|",
    "</code>",
    "x".repeat(3000),
    "__proto__",
  ),
  fc.string({ unit: "binary", maxLength: 30 }),
);

const change: fc.Arbitrary<Change> = fc.record(
  {
    rule: fc.constantFrom(...RULE_IDS),
    class: fc.constantFrom<DriftClass>("breaking", "warning", "info"),
    table: fc.constant("?"),
    path: text,
    before: text,
    after: text,
    message: text,
    advice: text,
    cause: fc.constantFrom("FIELD_NOT_IN_TABLE", "TYPE_INCOMPATIBLE"),
  },
  { requiredKeys: ["rule", "class", "table", "message"] },
);

const reports: fc.Arbitrary<DriftReport> = fc
  .record({
    tables: fc.uniqueArray(
      fc.record(
        { table: text, comparedWith: text, changes: fc.array(change, { maxLength: 5 }) },
        { requiredKeys: ["table", "changes"] },
      ),
      { maxLength: 4, selector: ({ table }) => table },
    ),
    failures: fc.array(fc.record({ table: text, message: text, hint: text }, { requiredKeys: ["message"] }), {
      maxLength: 3,
    }),
    onlyBefore: fc.array(text, { maxLength: 2 }),
    onlyAfter: fc.array(text, { maxLength: 2 }),
    ignore: fc.array(
      fc.record({
        rule: fc.constantFrom(...RULE_IDS),
        until: fc.oneof(fc.constant("2027-01-01"), fc.constant("2020-01-01"), text),
        reason: text,
      }),
      { maxLength: 3 },
    ),
    before: text,
    after: text,
  })
  .map(({ tables, ignore, before, after, ...rest }) => {
    const compared = tables.map((one) => ({
      ...one,
      changes: one.changes.map((found) => ({ ...found, table: one.table })),
    }));
    return driftReport({ ...rest, compared }, { policy: { ignore }, today: "2026-11-23", before, after });
  });

const options: fc.Arbitrary<FormatOptions> = text.map((file) => ({
  locate: (table) => (table.length % 2 === 0 ? { file, line: 3 } : undefined),
  colours: false,
  toolVersion: "1.2.3",
}));

function holds(format: ReportFormat, check: (formatted: string, report: DriftReport) => void): void {
  fc.assert(
    fc.property(reports, options, (report, option) => {
      check(formatReport(format, report, option), report);
    }),
    { numRuns: 200 },
  );
}

describe("whatever catalogs say", () => {
  test.each(REPORT_FORMATS.filter((format) => format !== "json"))(
    "%s has no character that hides, moves or ends anything",
    (format) => {
      holds(format, (formatted) => {
        expect(formatted.isWellFormed()).toBe(true);
        expect(formatted.replaceAll("\n", "").replaceAll("\u200b", "")).not.toMatch(
          /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u,
        );
      });
    },
  );

  test("JSON can be read back", () => {
    holds("json", (formatted, report) => expect(JSON.parse(formatted)).toEqual(report));
  });

  test("each workflow command is one line, with properties that cannot add others", () => {
    holds("github", (formatted, report) => {
      const lines = formatted.split(/\r\n|[\r\n]/);
      const shown = report.tables.flatMap(({ changes }) => changes).filter(({ ignored }) => !ignored);
      const notes = report.ignores.filter(
        ({ state }) => state !== "used" && !(state === "unused" && report.failures.length > 0),
      );
      expect(lines).toHaveLength(shown.length + report.failures.length + notes.length + 1);
      for (const line of lines.slice(0, -1)) {
        expect(line).toMatch(/^::(?:error|warning|notice) (?:file=[^:,]*,line=3,)?title=[^:,]+::/);
        expect(line).not.toMatch(/%(?!25|0A|0D|3A|2C)/);
      }
      expect(lines.at(-1)).toMatch(/^(?:clean|drift|failed): /);
    });
  });

  test("every row of a Markdown table has its four cells, and no HTML but code", () => {
    holds("markdown", (formatted, report) => {
      const rows = formatted.split("\n").filter((line) => line.startsWith("| "));
      const changed = report.tables.filter(({ changes }) => changes.length > 0);
      const changes = changed.flatMap((table) => table.changes);
      expect(rows).toHaveLength(changed.length + changes.length);
      for (const row of rows) expect(row.split("|")).toHaveLength(6);
      expect(formatted.replace(/<\/?code>/g, "")).not.toMatch(/[<>`@]|www\.|:\/\//);
      expect(formatted.match(/<code>/g)?.length).toBe(formatted.match(/<\/code>/g)?.length);
    });
  });

  test("JUnit is well-formed XML with as many cases as it says", () => {
    holds("junit", (formatted) => {
      expect(wellFormed(formatted)).toBe(true);
      const cases = formatted.match(/<testcase /g)?.length ?? 0;
      expect(formatted).toContain(`<testsuites name="zerobus drift" tests="${cases}"`);
    });
  });

  test("SARIF can be read, and counts every change", () => {
    holds("sarif", (formatted, report) => {
      const log = JSON.parse(formatted);
      expect(log.runs[0].results).toHaveLength(report.tables.flatMap(({ changes }) => changes).length);
    });
  });
});

test("a comment stays within what GitHub takes, and says what it left out", () => {
  const changes = Array.from({ length: 5000 }, (_, at): Change => {
    return {
      rule: "column-removed",
      class: "breaking",
      table: "a.b.c",
      path: `c${at}`,
      message: "<".repeat(300),
    };
  });
  const comparison = { compared: [{ table: "a.b.c", changes }], failures: [], onlyBefore: [], onlyAfter: [] };
  const report = driftReport(comparison, { policy: {}, today: "2026-11-23", before: "a", after: "b" });
  const formatted = formatReport("markdown", report, {
    locate: () => undefined,
    colours: false,
    toolVersion: "1",
  });
  expect(formatted.length).toBeLessThan(65_536);
  const rows = formatted.split("\n").filter((line) => line.startsWith("| 🔴")).length;
  expect(formatted).toContain(`_${5000 - rows} more changes in the log of the job._`);
});

/** Whether the tags of a document nest, its attributes are quoted, and its text holds neither < nor a bare &. */
function wellFormed(xml: string): boolean {
  const open: string[] = [];
  const token =
    /<\?xml [^<>?]*\?>|<\/([\w-]+)>|<([\w-]+)((?: \w+="(?:[^<>"&]|&(?:amp|lt|gt|quot|apos);)*")*)(\/?)>|(?:[^<>&]|&(?:amp|lt|gt|quot|apos);)+/y;
  while (token.lastIndex < xml.length) {
    const match = token.exec(xml);
    if (match === null) return false;
    const [, closed, opened, , selfClosed] = match;
    if (closed !== undefined && open.pop() !== closed) return false;
    if (opened !== undefined && selfClosed === "") open.push(opened);
  }
  return open.length === 0;
}

test("the check for well-formed XML would see what is not", () => {
  for (const bad of ["<a>", "<a></b>", "<a b=c/>", "<a>&</a>", '<a b="<"/>', "<a", "</a>"]) {
    expect(wellFormed(bad)).toBe(false);
  }
  expect(wellFormed('<?xml version="1.0"?>\n<a b="&lt;"><c/>&amp;x</a>')).toBe(true);
});
