import { setMaxListeners } from "node:events";
import { ZerobusError } from "../errors.js";
import { LONGEST_DELAY_MS } from "../longest-delay.js";

/** How long a caller is willing to wait. */
export interface WaitOptions {
  /** Ends the wait, which then rejects with `aborted`. What was waited for goes on. */
  readonly signal?: AbortSignal | undefined;
}

/** @throws ZerobusError `aborted` when the signal has fired already. */
export function assertNotAborted(what: string, { signal }: WaitOptions): void {
  if (signal?.aborted) throw abortedError(what, signal);
}

/** Lets the event loop go round once. */
export async function nextTurn(options: WaitOptions): Promise<void> {
  assertNotAborted("its turn", options);
  await new Promise((resolve) => setImmediate(resolve));
}

function abortedError(what: string, signal: AbortSignal | undefined): ZerobusError {
  return new ZerobusError("aborted", `stopped waiting for ${what}`, { cause: signal?.reason });
}

/**
 * Calls back when the signal fires. Returns how to stop listening, which is not to be forgotten: one signal may end any
 * number of waits, of lanes and of receipts.
 */
export function whenAborted(signal: AbortSignal, fired: () => void): () => void {
  setMaxListeners(0, signal);
  signal.addEventListener("abort", fired);
  return () => signal.removeEventListener("abort", fired);
}

/** A timer for any delay; one that is too long for the platform fires early instead of at once. */
export function startTimer(delayMs: number, fire: () => void): NodeJS.Timeout {
  return setTimeout(fire, Math.min(Math.max(delayMs, 0), LONGEST_DELAY_MS));
}

/**
 * A promise that is settled by `start`'s callbacks, by the signal, or by the deadline, whichever is first.
 * `start` must not settle before it returns; what it returns is called when signal or deadline come first.
 */
export function wait(
  what: string,
  timeoutMs: number | undefined,
  signal: AbortSignal | undefined,
  start: (resolve: () => void, reject: (error: ZerobusError) => void) => () => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(abortedError(what, signal));
      return;
    }
    const release = (): void => {
      clearTimeout(timer);
      ignoreSignal?.();
    };
    const giveUp = (error: ZerobusError): void => {
      release();
      stop();
      reject(error);
    };
    const onAbort = (): void => giveUp(abortedError(what, signal));
    const timer =
      timeoutMs === undefined
        ? undefined
        : startTimer(timeoutMs, () =>
            giveUp(new ZerobusError("timeout", `${what} took longer than ${timeoutMs} ms`)),
          );
    const ignoreSignal = signal === undefined ? undefined : whenAborted(signal, onAbort);
    const stop = start(
      () => {
        release();
        resolve();
      },
      (error) => {
        release();
        reject(error);
      },
    );
  });
}
