/** One line of a plot: a value for each second. */
export interface Series {
  readonly label: string;
  readonly perSecond: readonly number[];
}

/** What a plot says. */
export interface Plot {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly seconds: number;
  /** A stretch of time to shade. */
  readonly shaded: { readonly from: number; readonly to: number; readonly label: string };
  /** At most two. */
  readonly series: readonly Series[];
}

const WIDTH = 860;
const HEIGHT = 420;
const LEFT = 70;
const RIGHT = 20;
const TOP = 74;
const BOTTOM = 52;

const STYLE = `
  .ground { fill: #ffffff }
  text { fill: #1f2328; font: 13px system-ui, sans-serif }
  .title { font-size: 15px; font-weight: 600 }
  .axis { stroke: #1f2328 }
  .grid { stroke: #d1d9e0 }
  .shade { fill: #818b98; opacity: 0.18 }
  .line { fill: none; stroke-width: 2; stroke-linejoin: round }
  .line0 { stroke: #0969da }
  .line1 { stroke: #cf222e; stroke-dasharray: 6 4 }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #0d1117 }
    text { fill: #f0f6fc }
    .axis { stroke: #f0f6fc }
    .grid { stroke: #3d444d }
    .line0 { stroke: #4493f8 }
    .line1 { stroke: #ff7b72 }
  }
`;

/** A plot over time as SVG, which follows the reader's light or dark mode. */
export function svgOf({ title, xLabel, yLabel, seconds, shaded, series }: Plot): string {
  const highest = Math.max(1, ...series.flatMap(({ perSecond }) => perSecond.slice(0, seconds)));
  const yStep = step(highest, 5);
  const xStep = step(seconds, 10);
  const top = Math.ceil(highest / yStep) * yStep;
  const x = (second: number): number => round(LEFT + (second / seconds) * (WIDTH - LEFT - RIGHT));
  const y = (value: number): number => round(HEIGHT - BOTTOM - (value / top) * (HEIGHT - TOP - BOTTOM));

  const yTicks = ticks(top, yStep).flatMap((value) => [
    `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(value)}" y2="${y(value)}"/>`,
    `<text x="${LEFT - 8}" y="${y(value) + 4}" text-anchor="end">${value.toLocaleString("en-US")}</text>`,
  ]);
  const xTicks = ticks(seconds, xStep).flatMap((second) => [
    `<line class="axis" x1="${x(second)}" x2="${x(second)}" y1="${y(0)}" y2="${y(0) + 5}"/>`,
    `<text x="${x(second)}" y="${y(0) + 20}" text-anchor="middle">${second}</text>`,
  ]);
  const lines = series.map(({ perSecond }, at) => {
    const path = Array.from({ length: seconds }, (_, second) => {
      const level = y(perSecond[second] ?? 0);
      return `${second === 0 ? "M" : "L"}${x(second)} ${level}H${x(second + 1)}`;
    });
    return `<path class="line line${at}" d="${path.join("")}"/>`;
  });
  const legend = series.flatMap(({ label }, at) => [
    `<line class="line line${at}" x1="${LEFT + at * 300}" x2="${LEFT + at * 300 + 30}" y1="52" y2="52"/>`,
    `<text x="${LEFT + at * 300 + 38}" y="56">${escaped(label)}</text>`,
  ]);
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escaped(title)}">`,
    `<style>${STYLE}</style>`,
    `<rect class="ground" width="${WIDTH}" height="${HEIGHT}" rx="6"/>`,
    `<text class="title" x="${LEFT}" y="28">${escaped(title)}</text>`,
    ...legend,
    `<rect class="shade" x="${x(shaded.from)}" y="${TOP}" width="${round(x(shaded.to) - x(shaded.from))}" height="${y(0) - TOP}"/>`,
    `<text x="${x((shaded.from + shaded.to) / 2)}" y="${TOP + 18}" text-anchor="middle">${escaped(shaded.label)}</text>`,
    ...yTicks,
    ...xTicks,
    `<line class="axis" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(0)}" y2="${y(0)}"/>`,
    `<line class="axis" x1="${LEFT}" x2="${LEFT}" y1="${TOP}" y2="${y(0)}"/>`,
    ...lines,
    `<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 10}" text-anchor="middle">${escaped(xLabel)}</text>`,
    `<text transform="translate(16 ${(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)" text-anchor="middle">${escaped(yLabel)}</text>`,
    "</svg>",
  ].join("\n")}\n`;
}

/** A round step that gives at least so many of them. */
function step(range: number, atLeast: number): number {
  const power = 10 ** Math.floor(Math.log10(range / atLeast));
  return Math.max(1, power * ([5, 2].find((factor) => range / (factor * power) >= atLeast) ?? 1));
}

function ticks(end: number, by: number): readonly number[] {
  return Array.from({ length: Math.floor(end / by) + 1 }, (_, at) => at * by);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
