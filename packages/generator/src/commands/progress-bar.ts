import type { Terminal } from "../terminal.js";

/** A bar on the terminal, while something with many steps is done. */
export interface ProgressBar {
  /** So many are done, of so many as far as is known; this one was the last. */
  readonly step: (done: number, total: number, name: string) => void;
  /** Takes the bar away. */
  readonly stop: () => void;
}

/** A bar where somebody looks at one; nothing elsewhere. */
export async function progressBar({ progress, colours }: Terminal, verb: string): Promise<ProgressBar> {
  if (progress === undefined) return { step: () => {}, stop: () => {} };
  const { default: cliProgress } = await import("cli-progress");
  const bar = new cliProgress.SingleBar(
    {
      stream: progress,
      format: `${verb} {bar} {value}/{total} {name}`,
      barCompleteChar: colours ? "█" : "#",
      barIncompleteChar: colours ? "░" : "-",
      barsize: 24,
      hideCursor: true,
      clearOnComplete: true,
      // Without Node's listener: our own signals end the work, and that the bar.
      gracefulExit: false,
    },
    cliProgress.Presets.legacy,
  );
  let isShown = false;
  return {
    step: (done, total, name) => {
      const shown = { name: name.replace(/[^ -~]/g, "?").slice(0, 60) };
      if (!isShown) bar.start(total, done, shown);
      isShown = true;
      bar.setTotal(total);
      bar.update(done, shown);
    },
    stop: () => {
      if (isShown) bar.stop();
    },
  };
}
