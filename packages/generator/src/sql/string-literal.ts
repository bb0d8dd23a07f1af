/**
 * A text in SQL quotes. Whatever is in it stays in it, and what a terminal would obey, or a notebook or editor
 * replace (`${name}`, `{{name}}`), is escaped.
 *
 * @see https://docs.databricks.com/aws/en/sql/language-manual/data-types/string-type
 */
export function stringLiteral(text: string): string {
  const escaped = text.replace(special, (unit) => short.get(unit) ?? escapeCharacter(unit));
  return `'${escaped}'`;
}

const special = /[\\'\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|\$(?=\{)|\{(?=\{)/gu;

const short: ReadonlyMap<string, string> = new Map([
  ["\\", "\\\\"],
  ["'", "\\'"],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);

function escapeCharacter(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16);
  return hex.length > 4 ? `\\U${hex.padStart(8, "0")}` : `\\u${hex.padStart(4, "0")}`;
}
