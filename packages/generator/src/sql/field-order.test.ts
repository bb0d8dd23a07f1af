import fc from "fast-check";
import { expect, test } from "vitest";
import type { Position } from "./alteration.js";
import { additions, moves } from "./field-order.js";

const names = fc.uniqueArray(fc.constantFrom(..."abcdefgh"), { minLength: 1 });

function placed(list: readonly string[], name: string, position: Position | undefined): readonly string[] {
  const others = list.filter((other) => other !== name);
  if (position === undefined) return [...others, name];
  return others.toSpliced(position === "first" ? 0 : others.indexOf(position.after) + 1, 0, name);
}

/** Length of the longest part that rises, by looking at every part. */
function longestRise(places: readonly number[]): number {
  let best = 0;
  for (let part = 0; part < 2 ** places.length; part++) {
    const chosen = places.filter((_, at) => part & (1 << at));
    if (chosen.every((place, at) => at === 0 || place > (chosen[at - 1] ?? 0)))
      best = Math.max(best, chosen.length);
  }
  return best;
}

test("moves put names into the order wanted, and are as few as can be", () => {
  fc.assert(
    fc.property(
      names.chain((existing) =>
        fc.tuple(fc.constant(existing), fc.shuffledSubarray(existing, { minLength: existing.length })),
      ),
      ([existing, wanted]) => {
        const found = moves(existing, wanted);
        const moved = found.reduce<readonly string[]>(
          (list, { name, position }) => placed(list, name, position),
          existing,
        );
        expect(moved).toEqual(wanted);
        const places = wanted.map((name) => existing.indexOf(name));
        expect(found).toHaveLength(wanted.length - longestRise(places));
      },
    ),
  );
});

test("additions come right behind what is wanted before them, and say the order that comes of it", () => {
  fc.assert(
    fc.property(names, names, (existing, wanted) => {
      const news = wanted.map((name) => ({ name, isNew: !existing.includes(name) }));
      const { positions, order } = additions(existing, news);
      let list: readonly string[] = existing;
      for (const { name, isNew } of news) if (isNew) list = placed(list, name, positions.get(name));
      expect(order).toEqual(list);
      news.forEach(({ name, isNew }, at) => {
        if (isNew) expect(list[list.indexOf(name) - 1]).toBe(wanted[at - 1]);
      });
    }),
  );
});
