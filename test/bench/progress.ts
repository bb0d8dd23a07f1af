const ERASE_LINE = "\r\u001b[K";

let shown = false;

/** Shows in one line on stderr what is being measured, where stderr is a terminal; an empty text takes it away. */
export function progress(text: string): void {
  if (!process.stderr.isTTY || (text === "" && !shown)) return;
  process.stderr.write(ERASE_LINE + text.slice(0, (process.stderr.columns || 80) - 1));
  shown = text !== "";
}
