import type { JSX } from "preact";
import { useId } from "preact/hooks";
import type { FaultField } from "./fault-field.js";
import { Several } from "./several.js";

type Value = string | readonly string[];

/** The input for one field of a fault. */
export function FieldInput({
  field,
  value,
  onChange,
}: {
  readonly field: FaultField;
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}): JSX.Element {
  const id = useId();
  const { label, kind, optional = false } = field;
  if (kind === "several") {
    return <Several field={field} chosen={typeof value === "string" ? [] : value} onChange={onChange} />;
  }
  return (
    <div class="field">
      <label for={id}>
        {label}
        {kind === "milliseconds" && " (ms)"}
        {optional && <span class="hint"> optional</span>}
      </label>
      <Control id={id} field={field} value={typeof value === "string" ? value : ""} onChange={onChange} />
    </div>
  );
}

function Control({
  id,
  field: { kind, options = [], optional = false },
  value,
  onChange,
}: {
  readonly id: string;
  readonly field: FaultField;
  readonly value: string;
  readonly onChange: (value: string) => void;
}): JSX.Element {
  const change = ({ currentTarget }: { readonly currentTarget: { readonly value: string } }): void =>
    onChange(currentTarget.value);
  switch (kind) {
    case "milliseconds":
      return (
        <input id={id} type="number" min="0" step="any" required={!optional} value={value} onInput={change} />
      );
    case "select":
      return (
        <select id={id} value={value} onChange={change}>
          {optional && <option value="">none</option>}
          {options.map((option) => (
            <option key={option}>{option}</option>
          ))}
        </select>
      );
    case "value":
      return (
        <input id={id} type="text" placeholder="42, true, null or text" value={value} onInput={change} />
      );
    default:
      return <input id={id} type="text" required={!optional} value={value} onInput={change} />;
  }
}
