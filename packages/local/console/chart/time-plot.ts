import uPlot from "uplot";
import type { Sample } from "../../src/console/views.js";
import { onColoursChanged } from "../theme/theme.js";
import { axisTop, type ChartSubject, chartData, lonely } from "./series.js";

const HEIGHT_PX = 148;
const FONT = '11px "Inter", "Segoe UI", Roboto, "Liberation Sans", Arial, sans-serif';
const TIME = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });

/** The drawing of one chart: as wide as its element, in the colours of the page. */
export class TimePlot {
  readonly #element: HTMLElement;
  readonly #subject: ChartSubject;
  readonly #point: (at: number | null) => void;
  readonly #resizes: ResizeObserver;
  readonly #forgetColours: () => void;
  #plot: uPlot;
  #samples: readonly Sample[] = [];
  #windowMs = 60_000;

  /** `point` hears which second is pointed at. */
  constructor(element: HTMLElement, subject: ChartSubject, point: (at: number | null) => void) {
    this.#element = element;
    this.#subject = subject;
    this.#point = point;
    this.#plot = this.#draw();
    this.#resizes = new ResizeObserver(() =>
      this.#plot.setSize({ width: element.clientWidth, height: HEIGHT_PX }),
    );
    this.#resizes.observe(element);
    this.#forgetColours = onColoursChanged(() => {
      this.#plot.destroy();
      this.#plot = this.#draw();
      this.show(this.#samples, this.#windowMs);
    });
  }

  show(samples: readonly Sample[], windowMs: number): void {
    this.#samples = samples;
    this.#windowMs = windowMs;
    this.#plot.setData(chartData(samples, this.#subject.series, windowMs));
  }

  destroy(): void {
    this.#resizes.disconnect();
    this.#forgetColours();
    this.#plot.destroy();
  }

  #draw(): uPlot {
    const { series, format, leastTop } = this.#subject;
    const line = this.#colour("--line");
    const muted = this.#colour("--muted");
    return new uPlot(
      {
        width: this.#element.clientWidth,
        height: HEIGHT_PX,
        ms: 1,
        padding: [8, 26, 0, 0],
        legend: { show: false },
        cursor: { y: false, drag: { x: false, y: false }, sync: { key: "zerobus" }, points: { size: 6 } },
        scales: {
          x: { time: true, range: () => this.#span() },
          y: { range: (_plot, _min, max) => [0, axisTop(max ?? 0, leastTop)] },
        },
        axes: [
          {
            stroke: muted,
            font: FONT,
            size: 26,
            space: 90,
            grid: { show: false },
            ticks: { show: false },
            values: (_plot, moments) => moments.map((moment) => TIME.format(moment)),
          },
          {
            stroke: muted,
            font: FONT,
            size: 56,
            splits: (_plot, _axis, min, max) => [min, (min + max) / 2, max],
            grid: { stroke: line, width: 1 },
            ticks: { show: false },
            values: (_plot, values) => values.map(format),
          },
        ],
        series: [
          {},
          ...series.map(({ key, dashed, filled }) => ({
            stroke: this.#colour(`--series-${key}`),
            width: 1.5,
            // A line takes two values: one between gaps would not be seen.
            points: {
              show: true,
              size: 5,
              filter: (plot: uPlot, line: number) => lonely(plot.data[line] ?? []),
            },
            ...(dashed === true ? { dash: [5, 4] } : {}),
            ...(filled === true ? { fill: this.#colour(`--series-${key}-soft`) } : {}),
          })),
        ],
        hooks: { setCursor: [(plot) => this.#point(momentAt(plot))] },
      },
      chartData(this.#samples, series, this.#windowMs),
      this.#element,
    );
  }

  #span(): [number, number] {
    const last = this.#samples.at(-1)?.at ?? Date.now();
    return [last - this.#windowMs, last];
  }

  /** What a custom property comes to in the theme that is shown. */
  #colour(property: string): string {
    const probe = document.createElement("span");
    probe.style.color = `var(${property})`;
    this.#element.append(probe);
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  }
}

function momentAt({ cursor, data }: uPlot): number | null {
  return cursor.idx === null || cursor.idx === undefined ? null : (data[0][cursor.idx] ?? null);
}
