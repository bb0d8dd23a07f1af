import type { ComponentChild, JSX } from "preact";
import { useId } from "preact/hooks";

interface Option<T> {
  readonly value: T;
  readonly label: string;
  /** Shown in place of the label, which is then read only. */
  readonly sign?: ComponentChild;
}

/** One of a few, all of them in sight. */
export function Choice<T extends string | number>({
  legend,
  options,
  value,
  onChange,
}: {
  readonly legend: string;
  readonly options: readonly Option<T>[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}): JSX.Element {
  const name = useId();
  return (
    <fieldset class="choice">
      <legend class="unseen">{legend}</legend>
      {options.map((option) => (
        <label key={option.value} title={option.sign === undefined ? undefined : option.label}>
          <input
            type="radio"
            name={name}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          <span>
            {option.sign}
            <span class={option.sign === undefined ? "" : "unseen"}>{option.label}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
