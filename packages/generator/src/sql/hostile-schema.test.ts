import type { ColumnType, Field, TableSchema } from "@zerobus-gen/schema";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { alterTable } from "./alter-table.js";
import { createTable } from "./create-table.js";
import { grants } from "./grants.js";
import { identifier, isWritable } from "./identifier.js";
import { formatScript, type Statement } from "./statement.js";
import { stringLiteral } from "./string-literal.js";

/** What Databricks' own lexer would see: the words outside of quotes and comments, statement by statement. */
function statementsIn(script: string): readonly string[] {
  const token =
    /--(?:\\\n|[^\r\n])*|\/\*[\s\S]*?\*\/|'(?:[^'\\]|\\[\s\S]|'')*'|"(?:[^"\\]|\\[\s\S]|"")*"|`(?:[^`]|``)*`|[\s\S]/g;
  let words = "";
  for (const [text] of script.matchAll(token)) {
    if (text.startsWith("--") || text.startsWith("/*")) continue;
    if (/^['"`]./s.test(text)) words += "quoted";
    else words += text;
  }
  expect(words).not.toMatch(/['"`]/);
  return words
    .split(";")
    .map((statement) => statement.trim())
    .filter((statement) => statement !== "");
}

const attacks = [
  "'; DROP TABLE main.shop.orders; --",
  "\\'; DROP TABLE t; --",
  "\\",
  "a\\",
  "''",
  "`; DROP TABLE t; --",
  "``",
  "x) USING CSV; --",
  "*/ ; DROP TABLE t; /*",
  "line\nDROP TABLE t;",
  "line\r\n; DROP TABLE t",
  "\u2028; DROP TABLE t",
  "$\u007bspark.secret}",
  "{{ parameter }}",
  "\u001b[2J",
  "\u202eevil",
  "\ud800",
  "\u0000",
  "int, b int); DROP TABLE t",
];
const text = fc.oneof(fc.constantFrom(...attacks), fc.string({ unit: "binary", maxLength: 12 }), fc.string());

const type: fc.Memo<ColumnType> = fc.memo((depth): fc.Arbitrary<ColumnType> => {
  const flat: fc.Arbitrary<ColumnType> = fc.oneof(
    fc.constant<ColumnType>({ kind: "string" }),
    text.map((collation): ColumnType => ({ kind: "string", collation })),
    text.map((sql): ColumnType => ({ kind: "unsupported", sql })),
    fc.constant<ColumnType>({ kind: "decimal", precision: 10, scale: 2 }),
  );
  if (depth <= 1) return flat;
  return fc.oneof(
    flat,
    fc
      .array(field(type(depth - 1)), { maxLength: 2 })
      .map((fields): ColumnType => ({ kind: "struct", fields })),
    type(depth - 1).map((element): ColumnType => ({ kind: "array", element, elementNullable: true })),
  );
});

function field(of: fc.Arbitrary<ColumnType>): fc.Arbitrary<Field> {
  return fc.record(
    { name: text, number: fc.constant(1), type: of, nullable: fc.boolean(), comment: text },
    { requiredKeys: ["name", "number", "type", "nullable"] },
  );
}

const table: fc.Arbitrary<TableSchema> = fc.record({
  name: fc.record({ catalog: text, schema: text, table: text }),
  comment: text,
  columns: fc.array(field(type(2)), { minLength: 1, maxLength: 4 }),
  facts: fc.record({
    kind: text,
    checks: fc.array(text, { maxLength: 2 }),
    primaryKey: fc.array(text, { maxLength: 2 }),
    partitionedBy: fc.array(text, { maxLength: 2 }),
  }),
});

/** Each statement, whatever stands around it, is one statement of its kind; nothing else is printed. */
function expectOnly(statements: readonly Statement[], begins: RegExp): void {
  const script = formatScript(statements);
  const found = statementsIn(script);
  expect(found).toHaveLength(statements.filter(({ sql }) => sql !== undefined).length);
  for (const statement of found) expect(statement).toMatch(begins);
  // Terminals, notebooks and editors find nothing to obey either.
  expect(script.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|\$\{|\{\{/u);
}

describe("names and comments from strangers", () => {
  test("cannot add a statement to a CREATE TABLE", () => {
    fc.assert(fc.property(table, (schema) => expectOnly([createTable(schema)], /^CREATE TABLE /)));
  });

  test("cannot add a statement to an ALTER TABLE", () => {
    fc.assert(
      fc.property(table, table, (before, after) =>
        expectOnly(alterTable(before, after), /^(?:ALTER TABLE|COMMENT ON TABLE) /),
      ),
    );
  });

  test("cannot add a statement to a GRANT", () => {
    fc.assert(
      fc.property(table, text, ({ name }, principal) => expectOnly(grants(name, principal), /^GRANT /)),
    );
  });

  test.each(attacks)("%j as a comment comes out as it went in", (attack) => {
    const literal = stringLiteral(attack);
    const inner = literal.slice(1, -1);
    const read = inner.replace(/\\(u[0-9a-f]{4}|U[0-9a-f]{8}|.)/gs, (_, code: string) => {
      if (/^u/i.test(code)) return String.fromCodePoint(Number.parseInt(code.slice(1), 16));
      return { n: "\n", r: "\r", t: "\t" }[code] ?? code;
    });
    expect(read).toBe(attack);
  });
});

describe("identifier", () => {
  test.each([
    ["order_id", "order_id"],
    ["_x1", "_x1"],
    ["Straße", "`Straße`"],
    ["1st", "`1st`"],
    ["order", "`order`"],
    ["Select", "`Select`"],
    ["my-catalog", "`my-catalog`"],
    ["a`b", "`a``b`"],
    ["a.b", "`a.b`"],
    ["date", "date"],
  ])("writes %s as %s", (name, sql) => {
    expect(identifier(name)).toBe(sql);
    expect(isWritable(name)).toBe(true);
  });

  test.each(["", "a\nb", "\u001b[0m", "$\u007bx}", "{{x}}", "\ud800"])("cannot write %j", (name) => {
    expect(isWritable(name)).toBe(false);
  });
});
