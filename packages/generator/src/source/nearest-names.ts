const most = 3;
/** Enough to tell names apart, and a bound on the work. */
const compared = 80;

/** The candidates that `name` may be a slip of, the nearest first, at most three. Case does not count. */
export function nearestNames(name: string, candidates: readonly string[]): readonly string[] {
  const wanted = name.toLowerCase().slice(0, compared);
  const furthest = Math.max(1, Math.floor(wanted.length / 3));
  return candidates
    .map((candidate) => {
      const other = candidate.toLowerCase().slice(0, compared);
      const isPart = wanted.length > 2 && (other.includes(wanted) || wanted.includes(other));
      const edits = Math.abs(other.length - wanted.length) > furthest ? Infinity : distance(wanted, other);
      return { candidate, edits: isPart ? Math.min(edits, furthest) : edits };
    })
    .filter(({ edits }) => edits <= furthest)
    .sort((a, b) => a.edits - b.edits)
    .slice(0, most)
    .map(({ candidate }) => candidate);
}

/** How many characters to change, add, drop or swap with their neighbour. */
function distance(a: string, b: string): number {
  let before: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = isSwap ? (before[j - 2] ?? Infinity) + 1 : Infinity;
      row.push(Math.min(change, swap, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    before = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
