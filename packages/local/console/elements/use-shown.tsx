import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { count } from "../format/numbers.js";

/** The beginning of a list, and a button for more of it, if there is more. */
export interface Shown<T> {
  readonly items: readonly T[];
  readonly more: JSX.Element | null;
}

/** Shows a long list `step` items at a time: no list is too long for the page. */
export function useShown<T>(all: readonly T[], step: number): Shown<T> {
  const [steps, setSteps] = useState(1);
  const left = all.length - steps * step;
  const more = (
    <button type="button" class="more" onClick={() => setSteps(steps + 1)}>
      Show {count(Math.min(left, step))} more of {count(left)}
    </button>
  );
  return { items: all.slice(0, steps * step), more: left > 0 ? more : null };
}
