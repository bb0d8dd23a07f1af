import type { Evidence, Violation, ViolationKind } from "./evidence.js";
import { mayGiveUp } from "./schedule.js";
import type { Told } from "./told.js";

/** Rows to name in a violation; the others are counted. */
const NAMED = 8;

/** Whether every row is where the client says it is: accepted = acked + rejected + unacked, and acked is stored. */
export function accountViolations(evidence: Evidence, told: Told): readonly Violation[] {
  return [
    ...rowViolations(evidence, told),
    ...(told.report === undefined ? [] : sumViolations(evidence, told)),
  ];
}

/** What can be said of each row by itself, however the client ended. */
function rowViolations({ schedule, table, ends }: Evidence, told: Told): readonly Violation[] {
  const { acked, rejected, unacked } = told;
  const stored = new Set(table.map(({ id }) => id));
  const known = new Set(told.tried);
  const poison = new Set(schedule.poison);
  const damaged = table.filter(({ intact }) => !intact).map(({ id }) => id);
  const gaveBack = new Set(unacked);
  const handedOver = new Set(rejected);
  return [
    ...rows(
      "foreign row",
      "was never ingested",
      [...stored].filter((id) => !known.has(id)),
    ),
    ...rows("foreign row", "is not as it was ingested", damaged),
    ...rows(
      "acked row missing",
      "was acked and is not in the table",
      [...acked.keys()].filter((id) => !stored.has(id)),
    ),
    ...rows(
      "contradiction",
      "was acked and came back unacked",
      unacked.filter((id) => acked.has(id)),
    ),
    ...rows(
      "contradiction",
      "was acked and handed over as rejected",
      rejected.filter((id) => acked.has(id)),
    ),
    ...rows(
      "contradiction",
      "was handed over as rejected and is stored",
      rejected.filter((id) => stored.has(id)),
    ),
    ...rows(
      "contradiction",
      "was handed over and came back too",
      unacked.filter((id) => handedOver.has(id)),
    ),
    ...rows(
      "contradiction",
      "came back and was never ingested",
      unacked.filter((id) => !known.has(id)),
    ),
    ...rows(
      "contradiction",
      "was handed over, and the server had not refused it",
      rejected.filter((id) => !poison.has(id)),
    ),
    ...counted(unacked.length - gaveBack.size, "contradiction", "rows came back twice"),
    // A client that is killed right after may hand a row over again in its next life.
    ...counted(
      ends.length > 1 ? 0 : rejected.length - handedOver.size,
      "contradiction",
      "rows were handed over twice",
    ),
  ];
}

/** What can be said once `close` has returned. */
function sumViolations({ schedule, table, ends }: Evidence, told: Told): readonly Violation[] {
  const { accepted, acked, unresolved, report, failed } = told;
  const stored = new Set(table.map(({ id }) => id));
  const settled = new Set([...told.unacked, ...told.rejected]);
  const oneLife = ends.length === 1;
  const lost = [...accepted.keys()].filter((id) => !stored.has(id) && !settled.has(id));
  const waiting = [...accepted.keys()].filter((id) => !acked.has(id) && !unresolved.has(id));
  const unexplained = [...unresolved].filter(([id, code]) => code !== "timeout" && !settled.has(id));
  const said = (report?.acked ?? 0) + (report?.rejected ?? 0) + told.unacked.length;
  const why = failed === undefined ? report?.code : `${failed.code}: ${failed.message}`;
  return [
    ...rows("accepted row unaccounted", "is neither stored, nor handed over, nor given back", lost),
    ...rows("contradiction", "has a receipt that never settled", oneLife ? waiting : []),
    ...rows(
      "contradiction",
      "has a receipt that rejected, and was not given back",
      unexplained.map(([id]) => id),
    ),
    ...(schedule.spool !== undefined && report?.spooled !== told.unacked.length
      ? counted(told.unacked.length, "contradiction", `rows came back, ${report?.spooled} stay in the spool`)
      : []),
    ...(oneLife && said !== accepted.size
      ? counted(accepted.size, "accepted row unaccounted", `rows were accepted, the report speaks of ${said}`)
      : []),
    ...(oneLife
      ? counted(
          told.rejected.length - (report?.rejected ?? 0),
          "contradiction",
          "rejected rows are not in the report",
        )
      : []),
    ...(report?.code === undefined
      ? counted(told.unacked.length, "contradiction", "rows came back without a reason")
      : []),
    ...(mayGiveUp(schedule)
      ? []
      : counted(told.unacked.length, "stuck", `rows are unacked at the end (${why})`)),
  ];
}

/** One violation for all rows that something is wrong with. */
export function rows(kind: ViolationKind, what: string, ids: readonly number[]): readonly Violation[] {
  if (ids.length === 0) return [];
  const more = ids.length > NAMED ? ` and ${ids.length - NAMED} more` : "";
  return [{ kind, detail: `row ${ids.slice(0, NAMED).join(", ")}${more} ${what}` }];
}

function counted(count: number, kind: ViolationKind, what: string): readonly Violation[] {
  return count === 0 ? [] : [{ kind, detail: `${count} ${what}` }];
}
