import type { Sink } from "./sink/sink.js";

/**
 * What a program found when it ran, provided that the server counted the rows that it sent, no fewer and no more.
 * @throws Error where it did not
 */
export async function counted<Figures extends { readonly sentRows: number }>(
  name: string,
  sink: Sink,
  run: () => Promise<Figures>,
): Promise<Figures> {
  const before = await sink.count();
  const figures = await run();
  const rows = (await sink.count()).rows - before.rows;
  if (rows === figures.sentRows) return figures;
  throw new Error(`${name}: ${figures.sentRows} rows were sent, and the server counted ${rows}`);
}
