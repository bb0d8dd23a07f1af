import type { Comparison, Unit } from "../comparison.js";
import type { Place } from "../heading.js";

/** Figures that have no peer: of a suite's case, by name. */
export interface Figures {
  readonly suite: string;
  readonly case: string;
  readonly [figure: string]: string | number | boolean | null;
}

/** What a run of `npm run bench -- --json` has found. */
export interface Results {
  readonly place: Place | undefined;
  readonly comparisons: readonly Comparison[];
  readonly figures: readonly Figures[];
}

const UNITS: readonly Unit[] = ["rows/s", "ns/row", "CPU s/M rows", "ms", "bytes/row", "bytes", "µs/table"];

/**
 * Reads its lines. What is not finite is `null` in JSON, and becomes NaN again.
 * @throws Error that names every line which is not one of them
 */
export function readResults(text: string): Results {
  const lines = text.split("\n").map((line, at) => ({ line, number: at + 1 }));
  const mistakes: string[] = [];
  const objects = lines
    .filter(({ line }) => line.trim() !== "")
    .flatMap(({ line, number }) => {
      const found = figuresIn(line);
      if (typeof found !== "string") return [found];
      mistakes.push(`line ${number} ${found}: ${line.slice(0, 60)}`);
      return [];
    });
  if (mistakes.length > 0) {
    const hint = "npm run --silent bench -- --json prints nothing else";
    throw new Error(`these are no results of the benchmark:\n${mistakes.join("\n")}\n${hint}`);
  }
  const place = objects.find(({ suite }) => suite === "machine");
  return {
    place: place && {
      suite: "machine",
      case: place.case,
      loadAverage: number(place.loadAverage),
      date: String(place.date),
    },
    comparisons: objects.flatMap((object) => comparisonOf(object) ?? []),
    figures: objects.filter((object) => object !== place && comparisonOf(object) === undefined),
  };
}

/** The object of a line, or what is wrong with it. */
function figuresIn(line: string): Figures | string {
  try {
    const value: unknown = JSON.parse(line);
    return isFigures(value) ? value : "has no suite and case, or figures within figures";
  } catch {
    return "is no JSON";
  }
}

function isFigures(value: unknown): value is Figures {
  if (typeof value !== "object" || value === null || !("suite" in value) || !("case" in value)) return false;
  if (typeof value.suite !== "string" || typeof value.case !== "string") return false;
  return Object.values(value).every((member) => member === null || typeof member !== "object");
}

function comparisonOf(object: Figures): Comparison | undefined {
  const unit = UNITS.find((one) => one === object.unit);
  if (unit === undefined || typeof object.peerName !== "string") return undefined;
  return {
    suite: object.suite,
    case: object.case,
    ours: number(object.ours),
    peer: number(object.peer),
    peerName: object.peerName,
    unit,
    ratio: number(object.ratio),
  };
}

function number(value: unknown): number {
  return typeof value === "number" ? value : Number.NaN;
}
