/** Whether the text is the pattern, in which `*` stands for any text. Takes no longer than their lengths multiplied. */
export function matchesPattern(pattern: string, text: string): boolean {
  let at = 0;
  let next = 0;
  /** Where the last star is, and how much of the text it has taken so far. */
  let star: { readonly at: number; readonly taken: number } | undefined;
  while (next < text.length) {
    if (pattern[at] === "*") {
      star = { at, taken: next };
      at += 1;
    } else if (pattern[at] === text[next]) {
      at += 1;
      next += 1;
    } else if (star) {
      star = { at: star.at, taken: star.taken + 1 };
      at = star.at + 1;
      next = star.taken;
    } else {
      return false;
    }
  }
  while (pattern[at] === "*") at += 1;
  return at === pattern.length;
}
