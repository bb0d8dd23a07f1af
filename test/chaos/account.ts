import type { Evidence, Violation, ViolationKind } from "./evidence.js";
import { mayGiveUp } from "./schedule.js";
import type { Told } from "./told.js";

/** Rows to name in a violation; the others are counted. */
const NAMED = 8;

/** Whether every row is where the client says it is: accepted = acked + unacked, and what is acked is in the table. */
export function accountViolations({ schedule, table, ends }: Evidence, told: Told): readonly Violation[] {
  const { tried, accepted, acked, unresolved, report } = told;
  const stored = new Set(table.map(({ id }) => id));
  const unacked = new Set(told.unacked);
  const known = new Set(tried);
  const left = [...accepted.keys()];
  const found = [
    rows(
      "foreign row",
      "was never ingested",
      [...stored].filter((id) => !known.has(id)),
    ),
    rows(
      "foreign row",
      "is not as it was ingested",
      table.filter(({ intact }) => !intact).map(({ id }) => id),
    ),
    rows(
      "acked row missing",
      "was acked and is not in the table",
      [...acked.keys()].filter((id) => !stored.has(id)),
    ),
    rows(
      "contradiction",
      "was acked and came back unacked",
      told.unacked.filter((id) => acked.has(id)),
    ),
    rows(
      "contradiction",
      "came back and was never ingested",
      told.unacked.filter((id) => !known.has(id)),
    ),
  ];
  if (unacked.size !== told.unacked.length) {
    found.push(one("contradiction", `${told.unacked.length - unacked.size} rows came back twice`));
  }
  if (report === undefined) return flat(found);

  found.push(
    rows(
      "accepted row unaccounted",
      "is neither in the table nor given back",
      left.filter((id) => !stored.has(id) && !unacked.has(id)),
    ),
    rows(
      "contradiction",
      "has a receipt that never settled",
      ends.length > 1 ? [] : left.filter((id) => !acked.has(id) && !unresolved.has(id)),
    ),
    rows(
      "contradiction",
      "was not acked by its receipt, for another reason than its deadline, and did not come back",
      [...unresolved].filter(([id, code]) => code !== "timeout" && !unacked.has(id)).map(([id]) => id),
    ),
  );
  if (ends.length === 1 && report.acked + unacked.size !== accepted.size) {
    found.push(
      one(
        "accepted row unaccounted",
        `${accepted.size} accepted are not ${report.acked} acked + ${unacked.size} unacked`,
      ),
    );
  }
  if (unacked.size > 0 && report.code === undefined) {
    found.push(one("contradiction", `${unacked.size} rows came back without a reason`));
  }
  if (unacked.size > 0 && !mayGiveUp(schedule)) {
    const why = told.failed === undefined ? report.code : `${told.failed.code}: ${told.failed.message}`;
    found.push(one("stuck", `${unacked.size} rows are unacked at the end (${why})`));
  }
  return flat(found);
}

/** One violation for all rows that something is wrong with. */
export function rows(kind: ViolationKind, what: string, ids: readonly number[]): readonly Violation[] {
  if (ids.length === 0) return [];
  const more = ids.length > NAMED ? ` and ${ids.length - NAMED} more` : "";
  return [{ kind, detail: `row ${ids.slice(0, NAMED).join(", ")}${more} ${what}` }];
}

function one(kind: ViolationKind, detail: string): readonly Violation[] {
  return [{ kind, detail }];
}

function flat(found: readonly (readonly Violation[])[]): readonly Violation[] {
  return found.flat();
}
