import { Presets, SingleBar } from "cli-progress";

/** What {@link ingestDisplay} shows. */
export interface Counts {
  readonly readBytes: number;
  readonly accepted: number;
  readonly acked: number;
  readonly rejected: number;
}

/** Progress for the person at the terminal. */
export interface IngestDisplay {
  readonly update: (counts: Counts) => void;
  readonly stop: () => void;
}

/** A bar over the bytes of the input; over a spinner's count where nobody knows how many come. Nothing elsewhere. */
export function ingestDisplay(
  sizeBytes: number | undefined,
  stream: NodeJS.WritableStream | undefined,
): IngestDisplay {
  if (stream === undefined) return { update: () => {}, stop: () => {} };
  const counts = "{acked} rows durable, {accepted} sent, {rejected} refused, {rate} rows/s";
  const format = sizeBytes === undefined ? `  ${counts}` : `  {bar} {percentage}%  ${counts}`;
  const bar = new SingleBar(
    { stream, format, hideCursor: true, clearOnComplete: true },
    Presets.shades_classic,
  );
  const start = performance.now();
  const payload = ({ acked, accepted, rejected }: Omit<Counts, "readBytes">): object => ({
    acked,
    accepted,
    rejected,
    rate: Math.round((acked * 1000) / Math.max(1, performance.now() - start)),
  });
  bar.start(sizeBytes ?? 1, 0, payload({ acked: 0, accepted: 0, rejected: 0 }));
  return {
    update: ({ readBytes, ...rest }) => bar.update(sizeBytes === undefined ? 0 : readBytes, payload(rest)),
    stop: () => bar.stop(),
  };
}
