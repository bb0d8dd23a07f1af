import type { JSX } from "preact";
import { MOMENTS } from "./fault-words.js";

/** Everything that can go wrong on purpose, in the order in which a stream comes by it. */
export function Vocabulary({ onPick }: { readonly onPick: (kind: string) => void }): JSX.Element {
  return (
    <ol class="vocabulary">
      {Object.entries(MOMENTS).map(([moment, { title, kinds }]) => (
        <li key={moment}>
          <h3>{title}</h3>
          <ul>
            {Object.entries(kinds).map(([kind, words]) => (
              <li key={kind}>
                <div>
                  <p>
                    <strong>{words.title}</strong> <code class="kind">{kind}</code>
                  </p>
                  <p class="hint">{words.about}</p>
                </div>
                <button type="button" aria-label={`Set up: ${words.title}`} onClick={() => onPick(kind)}>
                  Set up
                </button>
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ol>
  );
}
