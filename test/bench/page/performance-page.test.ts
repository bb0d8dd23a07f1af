import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { compared } from "../comparison.js";
import { FILES } from "./files.js";
import { pageWith, plotOf } from "./performance-page.js";
import { type Results, readResults } from "./results.js";

const page = readFileSync(FILES.page, "utf8");
const results: Results = {
  place: {
    suite: "machine",
    case: "node v20.0.0, 2 cores of some kind",
    loadAverage: 0.25,
    date: "2026-01-02",
  },
  comparisons: [
    compared("encode", "12 columns", "ns/row", 100, { name: "protobufjs", figure: 350 }),
    compared("encode", "12 columns", "ns/row", 100, { name: "JSON.stringify", figure: 1_000 }),
    compared("encode", "3 | columns", "ns/row", 100, { name: "protobufjs", figure: 300 }),
    compared("startup", "import", "ms", 80, { name: "an empty process", figure: 40 }),
    compared("startup", "first ack", "ms", 80, { name: "the official SDK", figure: 60 }),
  ],
  figures: [
    { suite: "local", case: "10 rows/s", rowsPerSecond: 10.02, note: null },
    { suite: "local", case: "full speed", rowsPerSecond: 50_000, note: "a | b" },
    { suite: "local", case: "other", bytes: 3 },
  ],
};

it("says what the last run has found, tables and plot", () => {
  const found = readResults(readFileSync(FILES.results, "utf8"));
  expect(pageWith(page, found), "npm run bench:page").toBe(page);
  expect(plotOf(found), "npm run bench:page").toBe(readFileSync(FILES.plot, "utf8"));
});

it("writes tables in columns of their width", () => {
  const lines = pageWith(page, results).split("\n");
  const at = lines.findIndex((line) => line.startsWith("| case"));
  expect(lines.slice(at, at + 5)).toEqual([
    "| case         | against        |     ratio |   aim |            | ours | peer | unit   |",
    "| ------------ | -------------- | --------: | ----: | ---------- | ---: | ---: | ------ |",
    "| 12 columns   | protobufjs     | **3.50×** | 4.00× | **missed** |  100 |  350 | ns/row |",
    "| 12 columns   | JSON.stringify | **10.0×** |       |            |  100 | 1000 | ns/row |",
    "| 3 \\| columns | protobufjs     | **3.00×** |       |            |  100 |  300 | ns/row |",
  ]);
});

it("has ratios, aims and whether they are met, a table for each suite", () => {
  const written = pageWith(page, results);
  const squeezed = written.replaceAll(/ +/g, " ").replaceAll(/-{3,}/g, "---");
  for (const text of [
    "2026-01-02, node v20.0.0, 2 cores of some kind; load average before it 0.25.",
    "| 12 columns | protobufjs | **3.50×** | 4.00× | **missed** | 100 | 350 | ns/row |",
    "| 12 columns | JSON.stringify | **10.0×** | | | 100 | 1000 | ns/row |",
    "| 3 \\| columns |",
    "| encode | 12 columns | protobufjs | **3.50×** | 4.00× | **missed** | ns/row |",
    "| 10 rows/s | 10.0 | – |\n| full speed | 50000 | a \\| b |\n\n| case | bytes |",
  ]) {
    expect(squeezed).toContain(text);
  }
  expect(written).toMatch(/<!-- latency -->\n\n_Not in the last run\._\n\n<!-- \/latency -->/);
});

it("leaves what is written by hand, and is the same when written again", () => {
  const empty = { place: undefined, comparisons: [], figures: [] };
  expect(pageWith(pageWith(page, results), results)).toBe(pageWith(page, results));
  expect(pageWith(pageWith(page, results), empty)).toBe(pageWith(page, empty));
});

it("plots the cases that have an aim against everybody, and the suites that have none", () => {
  const svg = plotOf(results);
  expect(svg.match(/<rect class="bar /g)).toHaveLength(3);
  for (const label of ["encode: 12 columns, ns/row", "JSON.stringify", "startup: first ack, ms"]) {
    expect(svg).toContain(`>${label}<`);
  }
});

it("names every place that the page lacks", () => {
  const [first] = results.comparisons;
  const strange = { ...results, comparisons: first === undefined ? [] : [{ ...first, suite: "start" }] };
  const holed = page.replace("<!-- ingest -->", "").replace("<!-- /local -->", "");
  expect(() => pageWith(holed, strange)).toThrow(
    /no <!-- ingest --> … <!-- \/ingest -->; .*<!-- local -->.*; there is no section for the suite start$/,
  );
});
