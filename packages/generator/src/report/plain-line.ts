/**
 * A text as one line that nothing hides in: control characters, those that change the direction of writing,
 * line ends of any kind and what is no character at all become `?`. Names of catalogs and columns, and what
 * servers say, end up in logs and comments.
 */
export function plainLine(text: string): string {
  return text.toWellFormed().replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cn}\p{Co}]/gu, "?");
}
