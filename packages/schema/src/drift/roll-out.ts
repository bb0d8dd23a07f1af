import type { Change } from "./change.js";
import type { RuleId } from "./rules.js";
import { shortList } from "./short-sql.js";

/** A step of the roll-out, and the rules whose changes need it. */
interface Step {
  readonly rules: readonly RuleId[];
  readonly say: (what: string) => string;
}

/** In the order in which they are done: the table grows, producers follow, the table shrinks. */
const STEPS: readonly Step[] = [
  {
    rules: ["type-meaning-changed"],
    say: (what) => `producers: stop those that write ${what}; their rows are taken and mean something else`,
  },
  {
    rules: ["table-unsupported", "table-missing"],
    say: (what) => `table: make it one that the service takes again: ${what}`,
  },
  {
    rules: ["column-renamed", "type-changed", "type-meaning-changed"],
    say: (what) => `table: add a new column beside the old one for ${what}`,
  },
  {
    rules: ["required-column-added"],
    say: (what) => `table: let ${what} be nullable while producers do not fill it`,
  },
  {
    rules: ["column-added", "column-relaxed", "type-widened"],
    say: (what) => `table first: ${what} (running producers go on)`,
  },
  {
    rules: ["policy-added", "computed-column", "constraint-added", "rescue-changed", "partitioning-changed"],
    say: (what) => `try it on a copy of the table: ${what}`,
  },
  {
    rules: ["column-renamed", "type-changed", "type-meaning-changed"],
    say: (what) => `producers: pull, generate and deploy; write both columns for ${what}`,
  },
  {
    rules: ["required-column-added", "column-required", "type-narrowed", "constraint-added"],
    say: (what) => `producers: pull, generate and deploy; send values that fit for ${what}`,
  },
  {
    rules: ["column-removed"],
    say: (what) => `producers: pull, generate and deploy without ${what}`,
  },
  {
    rules: ["column-added", "column-relaxed", "type-widened", "column-reordered"],
    say: (what) => `producers: pull, generate and deploy when convenient, for ${what}`,
  },
  {
    rules: ["required-column-added", "column-required", "type-narrowed"],
    say: (what) => `table last: tighten ${what}`,
  },
  {
    rules: ["column-removed", "column-renamed", "type-changed", "type-meaning-changed"],
    say: (what) => `table last: drop the old column: ${what}, once nobody reads or writes it`,
  },
  {
    // Delta ignores case: a column of the new spelling cannot stand beside the old one.
    rules: ["column-case-changed"],
    say: (what) => `together: spell it anew and deploy producers, or keep the old spelling: ${what}`,
  },
  {
    rules: ["table-recreated"],
    say: (what) => `producers: flush, close and start again where they write to ${what}`,
  },
  {
    rules: ["field-number-changed"],
    say: (what) => `stored bytes: replay them with the old code before the new one is deployed, for ${what}`,
  },
];

/** As many are named in a step. */
const MAX_TABLES = 3;

/** What keeps running producers from being refused while nothing of the above is done yet. */
const ALREADY =
  "if the table is like this already: producers are refused or write wrong data until new ones are deployed, or the table is changed back";

/**
 * The steps of rolling the changes out without refused rows, in order: what the table gets first, what producers
 * do then, what the table loses last. Changes that hurt nobody and need nobody are in no step.
 */
export function rollOut(changes: readonly Change[]): readonly string[] {
  const relevant = changes.filter(isFelt);
  const steps = STEPS.flatMap(({ rules, say }) => {
    const meant = relevant.filter(({ rule }) => rules.includes(rule));
    return meant.length === 0 ? [] : [say(subjects(meant))];
  });
  const isBroken = relevant.some(
    ({ class: severity, rule }) => severity === "breaking" && rule !== "field-number-changed",
  );
  return isBroken ? [...steps, ALREADY] : steps;
}

/** Of the harmless changes only those that new code makes something of. */
function isFelt({ class: severity, rule }: Change): boolean {
  return severity !== "info" || rule === "column-added" || rule === "type-widened";
}

/** `id, note in main.shop.orders; sku and 4 more in main.shop.items`. */
function subjects(changes: readonly Change[]): string {
  const places = new Map<string, Set<string>>();
  for (const { table, path } of changes) {
    const paths = places.get(table) ?? new Set();
    places.set(table, path === undefined ? paths : paths.add(path));
  }
  const tables = [...places].slice(0, MAX_TABLES).map(([table, paths]) => {
    const name = table.replace(/[^ -~]/g, "?").slice(0, 120);
    return paths.size === 0 ? name : `${shortList([...paths])} in ${name}`;
  });
  const more = places.size - tables.length;
  return more === 0 ? tables.join("; ") : `${tables.join("; ")}; and ${more} more tables`;
}
