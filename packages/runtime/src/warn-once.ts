/** What is worth a warning. */
export type WarningCode =
  /** Each row is awaited before the next: a round trip for every one. */
  | "ZEROBUS_AWAITED_IN_TURN"
  /** A stream is opened for every row. */
  | "ZEROBUS_STREAM_PER_ROW"
  /** A stream could not be opened at first, and is tried again: often an address that is wrong. */
  | "ZEROBUS_NOT_OPENED"
  /** Some of what a spool has kept cannot be read. */
  | "ZEROBUS_SPOOL_DAMAGED";

const said = new Set<string>();

/**
 * Says once a process that the library is used in a way that costs much or loses rows, and what to do instead: as a
 * process warning, which goes to stderr unless the application listens to `process.on("warning")` or silences it.
 * What is said `about` one thing keeps nobody from saying it about another.
 */
export function warnOnce(code: WarningCode, message: string, about = ""): void {
  const key = `${code} ${about}`;
  if (said.has(key)) return;
  said.add(key);
  process.emitWarning(message, { type: "ZerobusWarning", code });
}
