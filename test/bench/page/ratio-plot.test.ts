import { expect, it } from "vitest";
import { type RatioPlot, svgOf, WIDTH } from "./ratio-plot.js";

const LONG =
  'somebody with a name that is far too long for the space that is left of the bars <of> the "plot"';
const plot: RatioPlot = {
  title: "Ratios & <more>",
  groups: [
    {
      label: "encode: 12 columns",
      bars: [
        { label: "protobuf-es", ratio: 2.5, aim: 20 },
        { label: "raw node:http2", ratio: 0.034, aim: 0.5 },
        { label: LONG, ratio: 41_000 },
      ],
    },
    { label: "startup: import", bars: [{ label: "an empty process", ratio: Number.NaN }] },
  ],
};
const svg = svgOf(plot);

it("is XML", () => {
  expect(unclosed(svg)).toEqual([]);
  expect(unclosed(svg.replace("</text>", ""))).not.toEqual([]);
});

it("has a bar for each ratio, a tick for each aim, and a name for each", () => {
  expect(svg.match(/<rect class="bar better"/g)).toHaveLength(2);
  expect(svg.match(/<rect class="bar worse"/g)).toHaveLength(1);
  // One more explains them.
  expect(svg.match(/<line class="aim"/g)).toHaveLength(3);
  for (const text of ["protobuf-es", "an empty process", "2.50×", "aim 20×", "–"]) {
    expect(svg).toContain(`>${text}<`);
  }
});

it("begins its bars at 1×, to the right where ours is better", () => {
  const even = attribute(/<line class="even"[^>]*>/, "x1");
  const better = attribute(/<rect class="bar better"[^>]*>/, "x");
  const worse = /<rect class="bar worse"[^>]*>/;
  expect(better).toBe(even);
  expect(attribute(worse, "x") + attribute(worse, "width")).toBeCloseTo(even);
});

it("stays within its width, however large a ratio is or long a name", () => {
  const rights = [...svg.matchAll(/<rect class="bar[^>]* x="([\d.]+)"[^>]* width="([\d.]+)"/g)];
  const ends = rights.map(([, x, width]) => Number(x) + Number(width));
  const xs = [...svg.matchAll(/ x[12]?="([^"]*)"/g)].map(([, x]) => Number(x));
  expect(Math.max(...xs, ...ends)).toBeLessThanOrEqual(WIDTH);
  expect(Math.min(...xs)).toBeGreaterThanOrEqual(0);
  const names = [...svg.matchAll(/text-anchor="end">([^<]*)</g)].map(([, name = ""]) => name);
  expect(Math.max(...names.map(({ length }) => length))).toBeLessThan(60);
});

it("escapes names, and tells a long one in full to who asks", () => {
  expect(svg).toContain("Ratios &amp; &lt;more&gt;");
  expect(svg).toContain("&lt;of&gt; the &quot;plot&quot;</title>");
});

it("is a plot without bars, too", () => {
  expect(unclosed(svgOf({ title: "", groups: [] }))).toEqual([]);
});

function attribute(tag: RegExp, name: string): number {
  const [found = ""] = tag.exec(svg) ?? [];
  return Number(new RegExp(` ${name}="([^"]*)"`).exec(found)?.[1]);
}

/** Whatever keeps a text from being well-formed: tags that nobody closes, and characters that nobody escaped. */
function unclosed(xml: string): readonly string[] {
  const open: string[] = [];
  const strange: string[] = [];
  const rest = xml.replace(
    /<(\/?)([a-z]+)((?: [a-zA-Z0-9:-]+="[^"<]*")*)(\/?)>/g,
    (_, end, name, __, single) => {
      if (end === "/" && open.pop() !== name) strange.push(`</${name}>`);
      if (end !== "/" && single !== "/") open.push(name);
      return "";
    },
  );
  return [...strange, ...open, ...(rest.match(/[<>]|&(?!amp;|lt;|gt;|quot;)/g) ?? [])];
}
