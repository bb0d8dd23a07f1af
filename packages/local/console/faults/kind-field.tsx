import type { JSX } from "preact";
import { useId } from "preact/hooks";
import { faultWords, MOMENTS } from "./fault-words.js";

/** The choice of a kind of fault, by the moment when it strikes. */
export function KindField({
  kind,
  onKind,
}: {
  readonly kind: string;
  readonly onKind: (kind: string) => void;
}): JSX.Element {
  const id = useId();
  return (
    <div class="field wide">
      <label for={id}>Fault</label>
      <select
        id={id}
        aria-describedby={`${id}-about`}
        value={kind}
        onChange={({ currentTarget }) => onKind(currentTarget.value)}
      >
        {Object.entries(MOMENTS).map(([moment, { title, kinds }]) => (
          <optgroup key={moment} label={title}>
            {Object.entries(kinds).map(([each, words]) => (
              <option key={each} value={each}>
                {words.title}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
      <p id={`${id}-about`} class="hint">
        {faultWords(kind).about}
      </p>
    </div>
  );
}
