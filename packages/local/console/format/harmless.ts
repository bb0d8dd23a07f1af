/** Marks that turn text around or cannot be seen at all. Line breaks, tabs and what joins letters are none of them. */
const HIDDEN = /(?![\n\t\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** A text that somebody else wrote, with every mark that hides or turns what is written spelled out: `\u{202e}`. */
export function harmless(text: string): string {
  return text.replace(HIDDEN, (mark) => `\\u{${mark.codePointAt(0)?.toString(16)}}`);
}

/** Its beginning, and an ellipsis where something follows. Never half of a character. */
export function beginning(text: string, most: number): string {
  if (text.length <= most) return harmless(text);
  return `${harmless(text.slice(0, most).replace(/[\ud800-\udbff]$/, ""))}…`;
}
