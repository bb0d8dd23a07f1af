import type { RefusalView } from "../../src/console/views.js";

/** The same refusal, as often as it came in a row. */
export interface RefusalGroup {
  /** The newest of them. */
  readonly refusal: RefusalView;
  readonly times: number;
  /** When the first of them came. */
  readonly since: number;
}

/** Puts equal refusals that follow each other into one: a client that tries again is told once. Newest first. */
export function grouped(refusals: readonly RefusalView[]): readonly RefusalGroup[] {
  const groups: RefusalGroup[] = [];
  for (const refusal of refusals) {
    const last = groups.at(-1);
    if (last !== undefined && isSame(last.refusal, refusal)) {
      groups[groups.length - 1] = { ...last, times: last.times + 1, since: refusal.at };
    } else {
      groups.push({ refusal, times: 1, since: refusal.at });
    }
  }
  return groups;
}

function isSame(a: RefusalView, b: RefusalView): boolean {
  return a.what === b.what && a.table === b.table && a.code === b.code && a.message === b.message;
}
