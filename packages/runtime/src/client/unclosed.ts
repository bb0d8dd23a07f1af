import { lastWord } from "./last-word.js";

/** As much of a table stream as tells what an early end of the process loses. */
export interface Unclosed {
  readonly table: { readonly name: string };
  readonly accepted: number;
  readonly acked: number;
  readonly rejected: number;
}

const unclosed = new Set<Unclosed>();

/** Has a warning said if the process ends while rows of this stream are in flight. Returns how to take that back. */
export function noticeUnclosed(stream: Unclosed): () => void {
  if (unclosed.size === 0) process.on("exit", warn);
  unclosed.add(stream);
  return () => {
    if (unclosed.delete(stream) && unclosed.size === 0) process.off("exit", warn);
  };
}

function warn(): void {
  for (const { table, accepted, acked, rejected } of unclosed) {
    const rows = accepted - acked - rejected;
    if (rows === 0) continue;
    lastWord(
      "ZEROBUS_NOT_CLOSED",
      `the process ends with ${rows} rows of ${table.name} not known to be durable; await close(), or connect with \`await using\``,
    );
  }
}
