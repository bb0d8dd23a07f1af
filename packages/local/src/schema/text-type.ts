import type { TextType } from "./struct-type.js";

const SPELLING = /^(varchar|char)\(([1-9]\d{0,9})\)$/;

/** Where Spark puts what a column was declared as: the type that is stored is STRING. */
export const DECLARED_TYPE = "__CHAR_VARCHAR_TYPE_STRING";

/** Whether a type is a VARCHAR or a CHAR. */
export function isTextType(type: unknown): type is TextType {
  return typeof type === "string" && SPELLING.test(type);
}

/** Reads `varchar(10)`, in whatever case and with spaces; undefined when it is something else. */
export function parseTextType(text: string): TextType | undefined {
  const spelling = text.toLowerCase().replace(/\s/g, "");
  return isTextType(spelling) ? spelling : undefined;
}

/** Whether a text has at most so many code points. */
export function hasAtMost(limit: number, text: string): boolean {
  return text.length <= limit || (text.length <= 2 * limit && codePoints(text) <= limit);
}

/** How many code points a text has. */
export function codePoints(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    if ((text.codePointAt(i) ?? 0) > 0xffff) i++;
    count++;
  }
  return count;
}

/** How many code points a VARCHAR or CHAR holds. */
export function textLength(type: TextType): number {
  return Number(SPELLING.exec(type)?.[2]);
}
