import type { Sample } from "../../src/console/views.js";

/** One line of a chart. */
export interface Series {
  /** Names its colour, too. */
  readonly key: "rows" | "p50" | "p99" | "lag";
  readonly label: string;
  readonly value: (sample: Sample) => number | null;
  /** Dashed, for whoever cannot tell the colours apart. */
  readonly dashed?: boolean;
  readonly filled?: boolean;
}

/** What a chart is about. */
export interface ChartSubject {
  readonly title: string;
  /** Said under the title. */
  readonly about: string;
  readonly series: readonly Series[];
  /** How a value is written. */
  readonly format: (value: number) => string;
  /** The top of the scale is this at least. */
  readonly leastTop: number;
}

/** What uPlot draws: the moments, then the values of each series. */
export type ChartData = [number[], ...(number | null)[][]];

/**
 * The samples of the last `windowMs`. Seconds that nobody heard of are gaps: a line over them would tell what is not known.
 */
export function chartData(
  samples: readonly Sample[],
  series: readonly Series[],
  windowMs: number,
): ChartData {
  const last = samples.at(-1)?.at ?? 0;
  const moments: number[] = [];
  const values: (number | null)[][] = series.map(() => []);
  for (const sample of samples) {
    if (sample.at < last - windowMs) continue;
    const before = moments.at(-1);
    if (before !== undefined && sample.at - before > GAP_MS) {
      moments.push(before + 1);
      for (const line of values) line.push(null);
    }
    moments.push(sample.at);
    for (const [index, { value }] of series.entries()) values[index]?.push(value(sample));
  }
  return [moments, ...values];
}

/** Where a value stands between gaps, so that no line goes through it. */
export function lonely(values: ArrayLike<number | null | undefined>): number[] {
  return Array.from(values).flatMap((value, at) => {
    const isAlone = (values[at - 1] ?? null) === null && (values[at + 1] ?? null) === null;
    return value === null || value === undefined || !isAlone ? [] : [at];
  });
}

const GAP_MS = 2_500;

/** The top of an axis that shows `highest`: 1, 2 or 5 times a power of ten, so that the scale seldom jumps. */
export function axisTop(highest: number, least: number): number {
  const wanted = Math.max(highest, least);
  const power = 10 ** Math.floor(Math.log10(wanted));
  return [1, 2, 5, 10].map((step) => step * power).find((top) => top >= wanted * 1.05) ?? 20 * power;
}
