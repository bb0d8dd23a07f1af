import { writeSync } from "node:fs";

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
  if (process.env.NODE_NO_WARNINGS === "1") return;
  for (const { table, accepted, acked, rejected } of unclosed) {
    const rows = accepted - acked - rejected;
    if (rows === 0) continue;
    const warning = `(zerobus-gen) [ZEROBUS_NOT_CLOSED] Warning: the process ends with ${rows} rows of ${table.name} not known to be durable; await close(), or connect with \`await using\`\n`;
    try {
      // A process warning would come too late: nothing asynchronous runs any more.
      writeSync(2, warning);
    } catch {
      // Nobody reads, which is no reason to change how the process ends.
    }
  }
}
