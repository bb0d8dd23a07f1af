import type { Position } from "./alteration.js";

/** Where new names go among the existing ones. */
export interface Additions {
  /** Absent for one that goes to the end by itself. */
  readonly positions: ReadonlyMap<string, Position>;
  /** All names once the new ones are added, in the order given. */
  readonly order: readonly string[];
}

/** Where to add each new name, so that it comes right behind what `wanted` has before it. Names are unique. */
export function additions(
  existing: readonly string[],
  wanted: readonly { readonly name: string; readonly isNew: boolean }[],
): Additions {
  const positions = new Map<string, Position>();
  const following = new Map<string | undefined, string>();
  let last = existing.at(-1);
  let previous: string | undefined;
  for (const { name, isNew } of wanted) {
    if (isNew) {
      following.set(previous, name);
      if (previous === last) last = name;
      else positions.set(name, previous === undefined ? "first" : { after: previous });
    }
    previous = name;
  }
  const order: string[] = [];
  for (const name of [undefined, ...existing]) {
    if (name !== undefined) order.push(name);
    for (let next = following.get(name); next !== undefined; next = following.get(next)) order.push(next);
  }
  return { positions, order };
}

/** The fewest moves that put the names into another order, first to last. Both lists hold the same names. */
export function moves(
  existing: readonly string[],
  wanted: readonly string[],
): readonly { readonly name: string; readonly position: Position }[] {
  const place = new Map(existing.map((name, at) => [name, at]));
  const staying = new Set(longestRise(wanted, (name) => place.get(name) ?? -1));
  return wanted.flatMap((name, at) => {
    if (staying.has(name)) return [];
    const previous = wanted[at - 1];
    return [{ name, position: previous === undefined ? "first" : { after: previous } }];
  });
}

/** A longest part of the names whose places rise. */
function longestRise(names: readonly string[], placeOf: (name: string) => number): readonly string[] {
  interface Rise {
    readonly name: string;
    readonly place: number;
    readonly length: number;
    readonly previous: Rise | undefined;
  }
  // By length minus one: the rise of that length that ends lowest. Their ends rise.
  const best: Rise[] = [];
  for (const name of names) {
    const place = placeOf(name);
    let [low, high] = [0, best.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((best[middle]?.place ?? place) < place) low = middle + 1;
      else high = middle;
    }
    best[low] = { name, place, length: low + 1, previous: best[low - 1] };
  }
  const rise: string[] = [];
  for (let step = best.at(-1); step !== undefined; step = step.previous) rise.push(step.name);
  return rise;
}
