import type { JSX } from "preact";
import type { FaultField } from "./fault-field.js";

/** Any number of a field's options. */
export function Several({
  field: { label, options = [] },
  chosen,
  onChange,
}: {
  readonly field: FaultField;
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
}): JSX.Element {
  const withOption = (option: string, isChosen: boolean): readonly string[] =>
    options.filter((each) => (each === option ? isChosen : chosen.includes(each)));
  return (
    <fieldset class="several wide">
      <legend>
        {label} <span class="hint">optional</span>
      </legend>
      {options.map((option) => (
        <label key={option} class="check">
          <input
            type="checkbox"
            checked={chosen.includes(option)}
            onChange={({ currentTarget }) => onChange(withOption(option, currentTarget.checked))}
          />
          <code>{option}</code>
        </label>
      ))}
    </fieldset>
  );
}
