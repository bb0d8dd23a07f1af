import { SingleBar } from "cli-progress";

/** A bar that shows how many rows are acked. */
export interface ProgressBar {
  readonly update: (rows: number) => void;
  readonly stop: () => void;
}

/** A bar on a terminal; elsewhere a line at each quarter. */
export function progressBar(total: number): ProgressBar {
  return process.stderr.isTTY ? barOnTerminal(total) : lines(total);
}

function barOnTerminal(total: number): ProgressBar {
  const bar = new SingleBar({
    format: "  {bar} {percentage}%  {value} of {total} rows acked, {eta_formatted} left",
    barCompleteChar: "█",
    barIncompleteChar: "░",
    hideCursor: true,
    clearOnComplete: true,
  });
  bar.start(total, 0);
  return { update: (rows) => bar.update(rows), stop: () => bar.stop() };
}

function lines(total: number): ProgressBar {
  let next = 0.25;
  return {
    update: (rows) => {
      for (; next < 1 && rows >= next * total; next += 0.25) {
        process.stderr.write(`  ${Math.round(next * 100)} % of ${total} rows acked\n`);
      }
    },
    stop: () => {},
  };
}
