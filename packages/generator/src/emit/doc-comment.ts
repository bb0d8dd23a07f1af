/** Generated lines end here, but for words that are longer. */
const LINE_LENGTH = 110;

/** Comments are cut here: a row type is read, and the whole is in the catalog. */
const MAX_COMMENT = 1000;
const MAX_COMMENT_LINES = 20;

/**
 * A doc comment in front of what is indented by `indent`: on one line if that is short enough, else wrapped.
 * @param text what it says, where what strangers said has been through {@link docText}
 */
export function docComment(text: string, indent: string): string {
  if (!text.includes("\n") && indent.length + text.length + "/**  */".length <= LINE_LENGTH)
    return `/** ${text} */`;
  const width = LINE_LENGTH - indent.length - " * ".length;
  const lines = text.split("\n").flatMap((line) => wrap(line, width));
  return ["/**", ...lines.map((line) => `${indent} * ${line}`.trimEnd()), `${indent} */`].join("\n");
}

/** A line in several, none longer than it must be. Inline tags stay whole. */
function wrap(line: string, width: number): readonly string[] {
  const lines: string[] = [];
  let current = "";
  for (const word of line.match(/\{@link [^}]*\}\S*|\S+/g) ?? []) {
    if (current !== "" && current.length + 1 + word.length > width) {
      lines.push(current);
      current = word;
    } else {
      current = current === "" ? word : `${current} ${word}`;
    }
  }
  return [...lines, current];
}

/**
 * Text from a catalog as the inside of a doc comment: it cannot end the comment, address a tool, reorder the line it
 * stands on, or show an editor's user anything but text.
 */
export function docText(text: string): string {
  // What most comments are made of needs nothing done.
  if (text.length <= MAX_COMMENT && /^[\w ,.;:()'"?=+%$]*$/.test(text)) return text.trim();
  return (
    cutText(plainText(text).trim())
      .replace(/[ \t]*\n[ \t]*/g, "\n")
      .replace(/\n{3,}/g, "\n\n")
      .replaceAll("*/", "*\\/")
      // A tag, or a directive such as the one that silences the compiler, begins a word.
      .replace(/(^|[\s{*/])@/g, "$1\\@")
      // The address of a source map, and what silences a linter: tools look for both in any comment.
      .replace(/(\/[/*])#/g, "$1\\#")
      .replace(/biome-(?=ignore)/g, "biome\\-")
      // HTML, and links and pictures of Markdown, which an editor would fetch.
      .replace(/<(?=[A-Za-z/!?])/g, "\\<")
      .replace(/\](?=[[(:])/g, "]\\")
      .trim()
  );
}

/** Text from a catalog without what shows nothing, or something else: control characters and half surrogate pairs. */
export function plainText(text: string): string {
  return (
    text
      .toWellFormed()
      .replace(/\r\n?|[\u2028\u2029\v\f]/g, "\n")
      // Those that change the direction of writing are among them.
      .replace(/[\p{Cc}\p{Cf}]/gu, (char) => (char === "\n" || char === "\t" ? char : ""))
  );
}

/** Ends a long text behind a word, if there is one in reach, and never within a character. */
function cutText(text: string): string {
  const lines = text.split("\n", MAX_COMMENT_LINES + 1);
  const few = lines.length > MAX_COMMENT_LINES ? `${lines.slice(0, -1).join("\n")} …` : text;
  if (few.length <= MAX_COMMENT) return few;
  const cut = few.slice(0, MAX_COMMENT).replace(/[\ud800-\udbff]$/, "");
  const word = Math.max(cut.lastIndexOf(" "), cut.lastIndexOf("\n"));
  return `${word > MAX_COMMENT / 2 ? cut.slice(0, word) : cut}…`;
}
