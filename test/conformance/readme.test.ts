import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { testTitles } from "./support/test-titles.js";

const WORKSPACE = new URL("../../", import.meta.url);

/** How many cases each list of the catalogues has; the first list numbers its cases without a letter. */
const CASES: Readonly<Record<string, number>> = {
  "": 399,
  R: 91,
  A: 91,
  M: 21,
  X: 3,
  U: 228,
  P: 319,
  G: 30,
  D: 23,
  J: 3,
  S: 5,
  T: 14,
};

interface Line {
  readonly cases: readonly string[];
  /** `file › title` of our tests. */
  readonly tests: readonly string[];
  /** What is said besides. */
  readonly remarks: readonly string[];
}

const lines: readonly Line[] = readFileSync(new URL("README.md", import.meta.url), "utf8")
  .split("\n")
  .map((line) => /^- ([A-Z]?\d+(?:–[A-Z]?\d+)?) .+ → (.+)$/.exec(line))
  .filter((match) => match !== null)
  .map(([, cases = "", here = ""]) => {
    const parts = here.split(" · ");
    const isTest = (part: string): boolean => /^`[^`]+ › [^`]+`$/.test(part);
    return {
      cases: casesOf(cases),
      tests: parts.filter(isTest).map((part) => part.slice(1, -1)),
      remarks: parts.filter((part) => !isTest(part)),
    };
  });

/** `R5` is one case, `R5–R7` are three. */
function casesOf(text: string): readonly string[] {
  const [first = "", last = first] = text.split("–");
  const letter = first.replace(/\d/g, "");
  const [from, to] = [first, last].map((end) => Number(end.slice(letter.length)));
  return Array.from({ length: (to ?? 0) - (from ?? 0) + 1 }, (_, at) => `${letter}${(from ?? 0) + at}`);
}

function sourceOf(file: string): string {
  const path = file.includes("/") ? file : `test/conformance/${file}`;
  return fileURLToPath(new URL(`${path}.test.ts`, WORKSPACE));
}

describe("the list of upstream cases", () => {
  test("has every case once, and no others", () => {
    const all = Object.entries(CASES).flatMap(([letter, count]) =>
      Array.from({ length: count }, (_, at) => `${letter}${at + 1}`),
    );
    const listed = lines.flatMap(({ cases }) => cases);
    expect([...listed].sort()).toEqual(all.sort());
  });

  test("names tests that exist", () => {
    const named = new Map<string, Set<string>>();
    for (const name of lines.flatMap(({ tests }) => tests)) {
      const [file = "", ...title] = name.split(" › ");
      named.set(file, (named.get(file) ?? new Set()).add(title.join(" › ")));
    }
    const missing = [...named].flatMap(([file, titles]) => {
      const source = sourceOf(file);
      const known = new Set(existsSync(source) ? testTitles(source) : []);
      return [...titles].filter((title) => !known.has(title)).map((title) => `${file} › ${title}`);
    });
    expect(named.size).toBeGreaterThan(20);
    expect(missing).toEqual([]);
  });

  test("says why where it names no test", () => {
    const silent = lines.filter(({ tests, remarks }) => tests.length + remarks.length === 0);
    expect(silent).toEqual([]);
  });
});

test("the README lists every suite of this folder", () => {
  const readme = readFileSync(new URL("README.md", import.meta.url), "utf8");
  const suites = readdirSync(new URL(".", import.meta.url))
    .filter((name) => name.endsWith(".test.ts") && name !== "readme.test.ts")
    .map((name) => name.slice(0, -".test.ts".length));
  expect(suites.filter((suite) => !readme.includes(`| \`${suite}\` `))).toEqual([]);
});
