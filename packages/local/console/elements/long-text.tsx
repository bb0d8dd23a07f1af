import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { beginning, harmless } from "../format/harmless.js";
import { count } from "../format/numbers.js";

/** A text that somebody else wrote, its end folded away when it is long. */
export function LongText({ text, most }: { readonly text: string; readonly most: number }): JSX.Element {
  const [whole, setWhole] = useState(false);
  const isLong = text.length > most;
  return (
    <div class="long-text">
      <bdi>{isLong && !whole ? beginning(text, most) : harmless(text)}</bdi>
      {isLong && (
        <button type="button" class="inline" aria-expanded={whole} onClick={() => setWhole(!whole)}>
          {whole ? "Show less" : `Show all ${count(text.length)} characters`}
        </button>
      )}
    </div>
  );
}
