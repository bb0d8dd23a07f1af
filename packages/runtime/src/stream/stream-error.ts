import { ZerobusError } from "../errors.js";

/** What a call on a closed stream throws. */
export function closedError(table: string): ZerobusError {
  return new ZerobusError("closed", "the stream is closed", { table, hint: "open another one" });
}

/** What a wait for an ack rejects with when it is over. */
export function lateError(table: string, offset: number, timeoutMs: number): ZerobusError {
  return new ZerobusError("timeout", `row ${offset} was not acked within ${timeoutMs} ms`, {
    table,
    offset,
    hint: "it is kept; raise flushTimeoutMs to wait for longer",
  });
}
