/**
 * Which of the items have to move so that the rest is in order; the fewest there can be. Empty where all are in
 * order already. Takes O(n log n).
 *
 * @param positions where each item is now, in the order in which they were; each position once
 */
export function movedItems(positions: readonly number[]): readonly number[] {
  // tails[k] is the item that the best run of k + 1 items ends in: patience sorting.
  const tails: number[] = [];
  const previous: (number | undefined)[] = [];
  for (const [item, position] of positions.entries()) {
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((positions[tails[middle] ?? -1] ?? -1) < position) low = middle + 1;
      else high = middle;
    }
    previous.push(tails[low - 1]);
    tails[low] = item;
  }
  const staying = new Set<number>();
  for (let item = tails.at(-1); item !== undefined; item = previous[item]) staying.add(item);
  return [...positions.keys()].filter((item) => !staying.has(item));
}
