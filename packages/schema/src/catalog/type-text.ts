import { MAX_DEPTH, reportTooDeep } from "../table/check-table.js";
import { columnPath, elementPath, entryPath, quoteName } from "../table/column-path.js";
import { fieldNumberAt } from "../table/field-number.js";
import type { Report } from "../table/problem.js";
import type { ColumnType, Field } from "../table/table-schema.js";
import { parseScalarType, STAND_IN } from "./scalar-type.js";

/** Longer texts are refused unread: 2000 fields take a tenth of it. */
const maxLength = 1_000_000;

/**
 * Reads a type as SQL text, in the catalog's form (`struct<a:int,b:decimal(10,2)>`) or in that of DDL
 * (`` STRUCT<`a`: INT NOT NULL COMMENT 'x'> ``). What is wrong is reported; the type is then a stand-in.
 *
 * The catalog's form does not quote names: a name with `:` `,` `<` or `>` in it cannot be told apart.
 */
export function parseTypeText(text: string, column: string, report: Report): ColumnType {
  const cursor: Cursor = { text, at: 0, report };
  if (text.length > maxLength) return fail(cursor, column, "it is too long") ?? STAND_IN;
  const type = readType(cursor, column, 1);
  if (type === undefined) return STAND_IN;
  skipSpace(cursor);
  if (cursor.at < text.length) fail(cursor, column, "it should have ended");
  return type;
}

interface Cursor {
  readonly text: string;
  at: number;
  readonly report: Report;
}

/** Undefined where the text went wrong: reported, and there is no way on. */
function readType(cursor: Cursor, column: string, depth: number): ColumnType | undefined {
  skipSpace(cursor);
  const opener = take(cursor, /(array|map|struct)\s*</iy);
  if (opener && depth > MAX_DEPTH) {
    reportTooDeep(column, cursor.report);
    return undefined;
  }
  switch (opener?.[1]?.toLowerCase()) {
    case "array":
      return readArray(cursor, column, depth);
    case "map":
      return readMap(cursor, column, depth);
    case "struct":
      return readStruct(cursor, column, depth);
  }
  const scalar = take(cursor, /[a-z_]\w*(?:\s*\([^()]*\))?(?:\s+(?!(?:not|comment)\b)[\w.]+)*/iy);
  if (!scalar) return fail(cursor, column, "a type is missing");
  if (/^(?:array|map|struct)\b/i.test(scalar[0])) return fail(cursor, column, '"<" is missing');
  return parseScalarType(scalar[0]);
}

function readArray(cursor: Cursor, column: string, depth: number): ColumnType | undefined {
  const element = readType(cursor, elementPath(column), depth + 1);
  if (!element || !expect(cursor, column, ">")) return undefined;
  return { kind: "array", element, elementNullable: true };
}

function readMap(cursor: Cursor, column: string, depth: number): ColumnType | undefined {
  const key = readType(cursor, entryPath(column, "key"), depth + 1);
  if (!key || !expect(cursor, column, ",")) return undefined;
  const value = readType(cursor, entryPath(column, "value"), depth + 1);
  if (!value || !expect(cursor, column, ">")) return undefined;
  return { kind: "map", key, value, valueNullable: true };
}

function readStruct(cursor: Cursor, column: string, depth: number): ColumnType | undefined {
  const fields: Field[] = [];
  skipSpace(cursor);
  if (take(cursor, />/y)) return { kind: "struct", fields };
  for (;;) {
    const field = readField(cursor, column, fields.length, depth);
    if (!field) return undefined;
    fields.push(field);
    skipSpace(cursor);
    if (take(cursor, />/y)) return { kind: "struct", fields };
    if (!expect(cursor, column, ",")) return undefined;
  }
}

function readField(cursor: Cursor, struct: string, index: number, depth: number): Field | undefined {
  skipSpace(cursor);
  const quoted = take(cursor, /`((?:[^`]|``)*)`/y);
  const name = quoted ? quoted[1]?.replaceAll("``", "`") : take(cursor, /[^:`<>,]+(?=:)/y)?.[0].trim();
  if (name === undefined) return fail(cursor, struct, "a field name is missing");
  if (!expect(cursor, struct, ":")) return undefined;
  const type = readType(cursor, columnPath(struct, name), depth + 1);
  if (!type) return undefined;
  skipSpace(cursor);
  const nullable = !take(cursor, /not\s+null\b/iy);
  skipSpace(cursor);
  const quotedComment = take(cursor, /comment\s*(?:'((?:[^'\\]|\\.|'')*)'|"((?:[^"\\]|\\.)*)")/isy);
  const comment = (quotedComment?.[1] ?? quotedComment?.[2])?.replace(/\\(.)|''/gs, (_, char) => char ?? "'");
  return { name, number: fieldNumberAt(index), type, nullable, ...(comment && { comment }) };
}

/** Takes what the sticky pattern finds at the cursor. */
function take(cursor: Cursor, pattern: RegExp): RegExpExecArray | null {
  pattern.lastIndex = cursor.at;
  const match = pattern.exec(cursor.text);
  if (match) cursor.at = pattern.lastIndex;
  return match;
}

function skipSpace(cursor: Cursor): void {
  take(cursor, /\s*/y);
}

function expect(cursor: Cursor, column: string, char: string): boolean {
  skipSpace(cursor);
  if (cursor.text[cursor.at] === char) {
    cursor.at += 1;
    return true;
  }
  fail(cursor, column, `"${char}" is missing`);
  return false;
}

function fail(cursor: Cursor, column: string, reason: string): undefined {
  cursor.report({
    code: "MALFORMED",
    column,
    message: `the type ${quoteName(cursor.text)} cannot be read: at character ${cursor.at + 1} ${reason}`,
    hint: "write it as SQL does, for example ARRAY<STRUCT<sku: STRING NOT NULL, quantity: INT>>",
  });
}
