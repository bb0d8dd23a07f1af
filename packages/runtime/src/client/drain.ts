/** The signals that ask a process to end. */
export const END_SIGNALS = ["SIGTERM", "SIGINT", "SIGHUP", "SIGBREAK"] as const;

/** One of them. */
export type EndSignal = (typeof END_SIGNALS)[number];

/** How many drains are under way in this process, which ends with the last of them. */
let underWay = 0;

/**
 * Has `drain` run when the process is asked to end, and ends it afterwards by the same signal, unless somebody else
 * listens to it, whose decision it then is. A second signal ends the process at once. Returns how to stop listening.
 */
export function drainOn(signals: readonly EndSignal[], drain: () => Promise<unknown>): () => void {
  const stop = (): void => {
    for (const signal of signals) process.off(signal, onSignal);
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    stop();
    underWay++;
    const end = (): void => {
      underWay--;
      if (underWay === 0 && process.listenerCount(signal) === 0) process.kill(process.pid, signal);
    };
    void drain().then(end, end);
  };
  for (const signal of signals) process.on(signal, onSignal);
  return stop;
}
