import { times } from "../figure.js";

/** A ratio, and the least that it is to be. */
export interface Bar {
  readonly label: string;
  readonly ratio: number;
  readonly aim?: number | undefined;
}

/** Bars that belong together. */
export interface BarGroup {
  readonly label: string;
  readonly bars: readonly Bar[];
}

/** What a plot says. */
export interface RatioPlot {
  readonly title: string;
  readonly groups: readonly BarGroup[];
}

export const WIDTH = 860;
const LEFT = 336;
const RIGHT = 150;
const TOP = 96;
const ROW = 20;
const GROUP_GAP = 14;
const BAR = 12;
/** What fits left of the bars in the widest of the usual fonts. */
const LABEL_LENGTH = 48;
const STEPS = [1, 2, 5];

const STYLE = `
  .ground { fill: #ffffff }
  text { fill: #1f2328; font: 12px system-ui, sans-serif }
  .title { font-size: 15px; font-weight: 600 }
  .group { font-weight: 600 }
  .muted { fill: #59636e }
  .grid { stroke: #d1d9e0 }
  .even { stroke: #1f2328 }
  .better { fill: #0969da }
  .worse { fill: #bc4c00 }
  .aim { stroke: #1f2328; stroke-width: 3 }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #0d1117 }
    text { fill: #f0f6fc }
    .muted { fill: #9198a1 }
    .grid { stroke: #3d444d }
    .even { stroke: #f0f6fc }
    .better { fill: #4493f8 }
    .worse { fill: #db6d28 }
    .aim { stroke: #f0f6fc }
  }
`;

/**
 * Ratios as bars from 1× on a logarithmic scale, as SVG, which follows the reader's light or dark mode. A ratio that is no
 * positive number has no bar.
 */
export function svgOf({ title, groups }: RatioPlot): string {
  const bars = groups.flatMap((group) => group.bars);
  const shown = bars.flatMap(({ ratio, aim }) => [ratio, aim ?? 1]).filter(isDrawn);
  const low = floorStep(Math.min(0.5, ...shown));
  const high = ceilStep(Math.max(2, ...shown));
  const span = Math.log(high / low);
  const x = (ratio: number): number => round(LEFT + (Math.log(ratio / low) / span) * (WIDTH - LEFT - RIGHT));

  const body: string[] = [];
  let y = TOP;
  for (const { label, bars: ofGroup } of groups) {
    body.push(`<text class="group" x="20" y="${y + 14}">${escaped(cut(label, 2 * LABEL_LENGTH))}</text>`);
    y += ROW + 2;
    for (const bar of ofGroup) {
      body.push(...drawn(bar, y, x));
      y += ROW;
    }
    y += GROUP_GAP;
  }
  const grid = steps(low, high).flatMap((step) => [
    `<line class="${step === 1 ? "even" : "grid"}" x1="${x(step)}" x2="${x(step)}" y1="${TOP - 8}" y2="${y}"/>`,
    // Twos and fives only where they leave room for each other.
    ...(span < Math.log(200) || String(step).includes("1")
      ? [`<text class="muted" x="${x(step)}" y="${TOP - 14}" text-anchor="middle">${step}×</text>`]
      : []),
  ]);
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y + 10}" role="img" aria-label="${escaped(title)}">`,
    `<style>${STYLE}</style>`,
    `<rect class="ground" width="${WIDTH}" height="${y + 10}" rx="6"/>`,
    `<text class="title" x="20" y="28">${escaped(title)}</text>`,
    `<rect class="better" x="20" y="44" width="24" height="${BAR}"/>`,
    `<text x="52" y="54">ours is better</text>`,
    `<rect class="worse" x="170" y="44" width="24" height="${BAR}"/>`,
    `<text x="202" y="54">the peer is better</text>`,
    `<line class="aim" x1="340" x2="340" y1="42" y2="58"/>`,
    `<text x="352" y="54">the aim</text>`,
    ...grid,
    ...body,
    "</svg>",
  ].join("\n")}\n`;
}

function drawn({ label, ratio, aim }: Bar, y: number, x: (ratio: number) => number): readonly string[] {
  const text = `y="${y + 12}"`;
  const ends = isDrawn(ratio) ? [x(1), x(ratio)].toSorted((a, b) => a - b) : [];
  const [start = 0, end = 0] = ends;
  return [
    `<text x="${LEFT - 12}" ${text} text-anchor="end">${escaped(cut(label, LABEL_LENGTH))}<title>${escaped(label)}</title></text>`,
    ...(ends.length > 0
      ? [
          `<rect class="bar ${ratio >= 1 ? "better" : "worse"}" x="${start}" y="${y + 2}" width="${round(Math.max(1, end - start))}" height="${BAR}"/>`,
        ]
      : []),
    ...(aim === undefined
      ? []
      : [`<line class="aim" x1="${x(aim)}" x2="${x(aim)}" y1="${y}" y2="${y + BAR + 4}"/>`]),
    `<text x="${WIDTH - RIGHT + 64}" ${text} text-anchor="end">${isDrawn(ratio) ? times(ratio) : "–"}</text>`,
    ...(aim === undefined
      ? []
      : [`<text class="muted" x="${WIDTH - 16}" ${text} text-anchor="end">aim ${aim}×</text>`]),
  ];
}

function isDrawn(ratio: number): boolean {
  return Number.isFinite(ratio) && ratio > 0;
}

/** All steps of the scale from the one to the other. */
function steps(low: number, high: number): readonly number[] {
  const found: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
    for (const step of STEPS) found.push(Number(`${step}e${power}`));
  }
  return found.filter((step) => step >= low && step <= high);
}

function floorStep(ratio: number): number {
  const power = Math.floor(Math.log10(ratio));
  const step = STEPS.findLast((one) => Number(`${one}e${power}`) <= ratio) ?? 1;
  return Number(`${step}e${power}`);
}

function ceilStep(ratio: number): number {
  const power = Math.floor(Math.log10(ratio));
  const step = [...STEPS, 10].find((one) => Number(`${one}e${power}`) >= ratio) ?? 10;
  return Number(`${step}e${power}`);
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
