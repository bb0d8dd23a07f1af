import type { StoredTable } from "@zerobus-gen/local";
import { viewName } from "./table-view.js";

/** A text, a comment, or up to three names with points between them. */
const TOKEN =
  /'(?:[^']|'')*'|--[^\n]*|\/\*[\s\S]*?\*\/|\$(\w*)\$[\s\S]*?\$\1\$|(?:"(?:[^"]|"")*"|[\p{L}_][\p{L}\p{N}_$]*)(?:\s*\.\s*(?:"(?:[^"]|"")*"|[\p{L}_][\p{L}\p{N}_$]*))*/gu;

const NAME = /"(?:[^"]|"")*"|[\p{L}_][\p{L}\p{N}_$]*/gu;

/** The statement with tables called as their views: `main.shop.orders`, quoted or not, in any case. */
export function nameTables(sql: string, tables: readonly StoredTable[]): string {
  const views = new Map(
    tables.map((table) => [keyOf(table.catalog, table.schema, table.table), viewName(table)]),
  );
  return sql.replaceAll(TOKEN, (token: string) => {
    if (/^['$]|^--|^\/\*/.test(token)) return token;
    const [catalog, schema, table, ...columns] = token.match(NAME) ?? [];
    if (catalog === undefined || schema === undefined || table === undefined) return token;
    const view = views.get(keyOf(plain(catalog), plain(schema), plain(table)));
    return view === undefined ? token : [view, ...columns].join(".");
  });
}

function keyOf(...names: readonly string[]): string {
  return JSON.stringify(names.map((name) => name.toLowerCase()));
}

function plain(name: string): string {
  return name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;
}
