import {
  compareReads,
  type DriftReport,
  driftReport,
  type Field,
  type SchemaRead,
  type TableSchema,
} from "@zerobus-gen/schema";
import { describe, expect, test } from "vitest";
import { type FormatOptions, formatReport, REPORT_FORMATS } from "./format-report.js";
import { locateNear } from "./locate.js";

const OPTIONS: FormatOptions = {
  locate: (_table, path) =>
    path === "note" ? undefined : { file: "zerobus.lock.json", line: path === undefined ? 2 : 7 },
  colours: false,
  toolVersion: "1.2.3",
};

function field(name: string, type: Field["type"] = { kind: "string" }, nullable = true): Field {
  return { name, number: 1, type, nullable };
}

function table(name: string, ...columns: readonly Field[]): TableSchema {
  return {
    name: { catalog: "main", schema: "shop", table: name },
    columns: columns.map((column, index) => ({ ...column, number: index + 1 })),
  };
}

function read(...tables: readonly TableSchema[]): SchemaRead {
  return { tables, problems: [] };
}

const id = field("id", { kind: "bigint" }, false);

/** Three tables: one with changes of every class, one without, one that is not there. */
const report: DriftReport = driftReport(
  compareReads(
    read(
      table(
        "orders",
        id,
        field("email"),
        field("discount", { kind: "decimal", precision: 10, scale: 2 }),
        field("old"),
      ),
      table("items", id),
      table("gone", id),
    ),
    read(table("orders", { ...id, nullable: true }, field("email"), field("note")), table("items", id)),
    { settingsOf: () => ({}), pairing: "names", missing: "failure" },
  ),
  {
    policy: {
      ignore: [
        { rule: "column-removed", path: "old", until: "2026-12-31", reason: "drops in December" },
        { rule: "column-renamed", until: "2026-01-01", reason: "done" },
      ],
    },
    today: "2026-11-23",
    before: "zerobus.lock.json",
    after: "the live catalog",
  },
);

const clean: DriftReport = driftReport(
  compareReads(read(table("items", id)), read(table("items", id)), {
    settingsOf: () => ({}),
    pairing: "names",
    missing: "failure",
  }),
  { policy: {}, today: "2026-11-23", before: "a", after: "b" },
);

describe("as text", () => {
  test("a report is grouped by table, the worst first, with what to do at the end", () => {
    expect(formatReport("text", report, OPTIONS).split("\n")).toEqual([
      "main.shop.orders",
      "  breaking  discount  dropped; producers that know it are refused",
      "                      column-removed · FIELD_NOT_IN_TABLE",
      "  warning   id        became nullable; producers go on and still demand a value",
      "                      column-relaxed",
      "  info      note      added; running producers go on and leave it NULL",
      "                      column-added",
      "  breaking  old       dropped; producers that know it are refused",
      "                      column-removed · FIELD_NOT_IN_TABLE · ignored until 2026-12-31: drops in December",
      "",
      "could not be compared",
      "  error  main.shop.gone: does not exist, or this principal cannot see it",
      "         check the name and the grants: SELECT on the table, USE SCHEMA and USE CATALOG; if it was dropped, pull again",
      "",
      "on one side only",
      "  only in zerobus.lock.json: main.shop.gone",
      "",
      "ignores",
      "  note  the ignore of column-renamed ended on 2026-01-01, and matches nothing any more: take it out",
      "",
      "roll-out",
      "  1. table first: id, note in main.shop.orders (running producers go on)",
      "  2. producers: pull, generate and deploy without discount in main.shop.orders",
      "  3. producers: pull, generate and deploy when convenient, for id, note in main.shop.orders",
      "  4. table last: drop the old column: discount in main.shop.orders, once nobody reads or writes it",
      "  5. if the table is like this already: producers are refused or write wrong data until new ones are deployed, or the table is changed back",
      "",
      "failed: 1 error, not everything was compared; 1 breaking, 1 warning, 1 info, 1 ignored in 1 of 2 tables",
    ]);
  });

  test("a clean report is one line", () => {
    expect(formatReport("text", clean, OPTIONS)).toBe("clean: no changes in 1 table");
  });

  test("colours are there only when asked for, and only as colours", () => {
    const coloured = formatReport("text", report, { ...OPTIONS, colours: true });
    const escapes = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, "g");
    expect(coloured).toMatch(escapes);
    expect(coloured.replace(escapes, "")).toBe(formatReport("text", report, OPTIONS));
  });
});

test("as JSON a report is what it is", () => {
  expect(JSON.parse(formatReport("json", report, OPTIONS))).toEqual(report);
});

test("as workflow commands a report points into the lock, and leaves out what is ignored", () => {
  const lines = formatReport("github", report, OPTIONS).split("\n");
  expect(lines.map((line) => line.replace(/%0A.*/, ""))).toEqual([
    "::error file=zerobus.lock.json,line=2,title=zerobus drift%3A could not be compared::main.shop.gone: does not exist, or this principal cannot see it",
    "::error file=zerobus.lock.json,line=7,title=zerobus drift%3A column-removed::main.shop.orders: discount: dropped; producers that know it are refused",
    "::warning file=zerobus.lock.json,line=7,title=zerobus drift%3A column-relaxed::main.shop.orders: id: became nullable; producers go on and still demand a value",
    "::notice file=zerobus.lock.json,line=2,title=zerobus drift%3A column-added::main.shop.orders: note: added; running producers go on and leave it NULL",
    "::warning title=zerobus drift%3A ignore::the ignore of column-renamed ended on 2026-01-01, and matches nothing any more: take it out",
    "failed: 1 error, not everything was compared; 1 breaking, 1 warning, 1 info, 1 ignored in 1 of 2 tables",
  ]);
});

test("as Markdown a report has a table for each table that changed", () => {
  const text = formatReport("markdown", report, OPTIONS);
  expect(text).toContain(
    "#### <code>main.shop.orders</code>\n\n| | Where | What happens | Rule |\n|---|---|---|---|\n",
  );
  expect(text).toContain(
    "| 🔴 breaking | <code>discount</code> | dropped; producers that know it are refused | <code>column-removed</code> |",
  );
  expect(text).toContain(
    "| ⚪ breaking | <code>old</code> | ~~dropped; producers that know it are refused~~ ignored until",
  );
  expect(text).not.toContain("main.shop.items");
});

test("as JUnit a report is a suite for each table and a case for each change", () => {
  const text = formatReport("junit", report, OPTIONS);
  expect(text).toContain('<testsuites name="zerobus drift" tests="6" failures="1" errors="1" skipped="1">');
  expect(text).toContain('<testsuite name="main.shop.items" tests="1" failures="0" errors="0" skipped="0">');
  expect(text).toContain('<testcase classname="main.shop.orders" name="discount: column-removed">');
  expect(text).toContain('<skipped message="ignored until 2026-12-31: drops in December"/>');
});

test("a change without a line of its own is shown at its table", () => {
  expect(locateNear(OPTIONS.locate, "t", "note")).toEqual({ file: "zerobus.lock.json", line: 2 });
  expect(locateNear(OPTIONS.locate, "t", "id")).toEqual({ file: "zerobus.lock.json", line: 7 });
  expect(locateNear(() => undefined, "t", "id")).toBeUndefined();
});

test.each(REPORT_FORMATS)("as %s a report says when something could not be compared", (format) => {
  expect(formatReport(format, report, OPTIONS)).toContain("does not exist, or this principal cannot see it");
});
