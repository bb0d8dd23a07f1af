/** What is worth a warning. */
export type MisuseCode = "ZEROBUS_AWAITED_IN_TURN" | "ZEROBUS_STREAM_PER_ROW" | "ZEROBUS_NOT_CLOSED";

const said = new Set<MisuseCode>();

/**
 * Says once a process that the library is used in a way that costs much or loses rows, and what to do instead: as a
 * process warning, which goes to stderr unless the application listens to `process.on("warning")` or silences it.
 */
export function sayOnce(code: MisuseCode, message: string): void {
  if (said.has(code)) return;
  said.add(code);
  process.emitWarning(message, { type: "ZerobusWarning", code });
}
