/** One step of a script: a statement, what to know about it, or both. */
export interface Statement {
  /** Without the semicolon; absent where there is nothing to run and the notes say what to do instead. */
  readonly sql?: string;
  /** For people, in plain text. A line each. */
  readonly notes: readonly string[];
}

/** The statements as text to run: notes as comments above their statement, a blank line between them. */
export function formatScript(statements: readonly Statement[]): string {
  return statements
    .map(({ sql, notes }) => [...notes.map(comment), ...(sql === undefined ? [] : [`${sql};`])].join("\n"))
    .join("\n\n");
}

/** A comment of one line, whatever is in the text, and without `${` and `{{`, which notebooks and editors replace. */
function comment(note: string): string {
  const line = note
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, " ")
    .replace(/(?<=[${])\{/g, " {")
    .trimEnd();
  // A backslash at the end would make the next line a part of the comment.
  return `-- ${line}${line.endsWith("\\") ? "." : ""}`;
}
