import { parseTypeText } from "@zerobus-gen/schema";
import { expect, it } from "vitest";
import type { Field, TableSchema } from "zerobus-gen";
import { emitFiles } from "./support/emit-modules.js";
import { compile } from "./support/typescript.js";

/** Each column with its type, and what a stored row has for it. */
const COLUMNS: readonly (readonly [name: string, sql: string, stored: string])[] = [
  ["flag", "BOOLEAN", "boolean"],
  ["count", "INT", "number"],
  ["big", "BIGINT", "bigint"],
  ["ratio", "DOUBLE", "number"],
  ["text", "STRING", "string"],
  ["code", "VARCHAR(3)", "string"],
  ["body", "BINARY", "Uint8Array"],
  ["day", "DATE", "string"],
  ["instant", "TIMESTAMP", "string"],
  ["wall", "TIMESTAMP_NTZ", "string"],
  ["amount", "DECIMAL(18,2)", "string"],
  ["payload", "VARIANT", "unknown"],
  ["item", "STRUCT<sku: STRING, at: TIMESTAMP>", "{ readonly sku?: string; readonly at?: string }"],
  ["numbers", "ARRAY<BIGINT>", "readonly bigint[]"],
  ["items", "ARRAY<STRUCT<price: DECIMAL(4,2)>>", "readonly { readonly price?: string }[]"],
  ["payloads", "ARRAY<VARIANT>", "readonly unknown[]"],
  ["by_name", "MAP<STRING, INT>", "ReadonlyMap<string, number>"],
  ["by_id", "MAP<BIGINT, STRUCT<n: BIGINT>>", "ReadonlyMap<bigint, { readonly n?: bigint }>"],
];

function field(name: string, sql: string, number: number, nullable: boolean): Field {
  const type = parseTypeText(sql, name, ({ message }) => {
    throw new Error(message);
  });
  return { name, number, type, nullable };
}

const SCHEMA: TableSchema = {
  name: { catalog: "main", schema: "shop", table: "everything" },
  columns: COLUMNS.flatMap(([name, sql], at) => [
    field(`must_${name}`, sql, 2 * at + 1, false),
    field(`may_${name}`, sql, 2 * at + 2, true),
  ]),
};

const program = (property: (name: string) => string): string => `
import { startLocal, type StoredRow } from "@zerobus-gen/local";
import { Everything, type EverythingRow } from "./everything.js";

interface Wanted {
${COLUMNS.map(([name, , stored]) => `  readonly ${property(`must_${name}`)}: ${stored};\n  readonly ${property(`may_${name}`)}?: ${stored};`).join("\n")}
}

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
export const isAsWanted: { [Name in keyof Wanted]: Equal<Pick<StoredRow<EverythingRow>, Name>, Pick<Wanted, Name>> } = {
${COLUMNS.map(([name]) => `  ${property(`must_${name}`)}: true,\n  ${property(`may_${name}`)}: true,`).join("\n")}
};

await using local = await startLocal();
const rows: readonly Wanted[] = await local.rows(Everything);
type Sent = Omit<EverythingRow, ${["must", "may"].flatMap((each) => ["payload", "payloads"].map((name) => JSON.stringify(property(`${each}_${name}`)))).join(" | ")}>;
const again: readonly Sent[] = rows;
export const untyped: readonly Readonly<Record<string, unknown>>[] = await local.rows("main.shop.everything");
// @ts-expect-error a column that is not there
rows[0]?.nosuch;
void again;
`;

it("a stored row has the type of its table, however its columns are called", () => {
  const camel = (name: string): string => name.replace(/_(.)/g, (_, first: string) => first.toUpperCase());
  const sources = (["preserve", "camel"] as const).flatMap((naming) => {
    const files = Object.entries(emitFiles([SCHEMA], { naming }));
    const text = program(naming === "camel" ? camel : (name) => name);
    return [...files, ["program.ts", text] as const].map(([file, source]) => [
      `test/generated/${naming}/${file}`,
      source,
    ]);
  });
  expect(compile(Object.fromEntries(sources))).toEqual(new Map());
}, 60_000);
