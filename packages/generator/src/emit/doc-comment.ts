/**
 * Text from a catalog as the inside of a doc comment: it cannot end the comment, address a tool, or reorder the
 * line it stands on.
 */
export function docText(text: string): string {
  return (
    text
      .toWellFormed()
      .replace(/\r\n?|[\u2028\u2029\v\f]/g, "\n")
      // Control characters and those that change the direction of writing show nothing, or something else.
      .replace(/[\p{Cc}\p{Cf}]/gu, (char) => (char === "\n" || char === "\t" ? char : ""))
      .replaceAll("*/", "*\\/")
      // A tag, or a directive such as the one that silences the compiler, begins a word.
      .replace(/(^|[\s{*/])@/g, "$1\\@")
      .trim()
  );
}
