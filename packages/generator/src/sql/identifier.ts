import type { TableName } from "@zerobus-gen/schema";
import { reservedWords } from "./reserved-words.js";

/**
 * A name in SQL: as it is where that is safe, else in back-ticks. A character that {@link isWritable} refuses is
 * replaced, so that the name then names nothing.
 */
export function identifier(name: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !reservedWords.has(name.toLowerCase())) return name;
  const written = name === "" ? "\uFFFD" : name.replace(unwritable, "\uFFFD");
  return `\`${written.replaceAll("`", "``")}\``;
}

/** `main.shop.orders`, each part in back-ticks where it needs them. */
export function tableIdentifier({ catalog, schema, table }: TableName): string {
  return [catalog, schema, table].map(identifier).join(".");
}

/**
 * Whether the name can be written in SQL at all. Back-ticks have no escapes: what a terminal would obey, or what
 * notebooks and editors replace before SQL is read (`${name}`, `{{name}}`), cannot be said.
 */
export function isWritable(name: string): boolean {
  return name !== "" && name.search(unwritable) < 0;
}

const unwritable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|\$(?=\{)|\{(?=\{)/gu;
