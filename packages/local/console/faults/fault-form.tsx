import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Code } from "../elements/code.js";
import { beginning } from "../format/harmless.js";
import { type FieldValues, initialValues } from "./fault-field.js";
import { faultWords, MOMENTS, momentOf } from "./fault-words.js";
import { FieldInput } from "./field-input.js";
import { type Draft, ruleOf } from "./rule-draft.js";
import { useFaults } from "./use-faults.js";

const COUNTED_AT = ["stream", "row", "ack"];

/** The form for any rule. `kind` is chosen outside, in the vocabulary, as well as here. */
export function FaultForm({
  kind,
  onKind,
  tables,
}: {
  readonly kind: string;
  readonly onKind: (kind: string) => void;
  readonly tables: readonly string[];
}): JSX.Element {
  const { add } = useFaults();
  const words = faultWords(kind);
  const moment = momentOf(kind);
  const [all, setAll] = useState<Readonly<Record<string, FieldValues>>>({});
  const [draft, setDraft] = useState<Draft>({
    table: "",
    often: "once",
    times: "3",
    afterRequests: "0",
    now: false,
  });
  const values = all[kind] ?? initialValues(words.fields);
  const change = (part: Partial<Draft>): void => setDraft({ ...draft, ...part });
  const canBeNow = moment === "stream";
  const rule = ruleOf(kind, words.fields, values, {
    ...draft,
    now: draft.now && canBeNow,
    afterRequests: COUNTED_AT.includes(moment) ? draft.afterRequests : "0",
  });
  return (
    <form
      class="fault-form"
      onSubmit={(event) => {
        event.preventDefault();
        add(rule, words.title);
      }}
    >
      <label class="field wide">
        Fault
        <select value={kind} onChange={({ currentTarget }) => onKind(currentTarget.value)}>
          {Object.entries(MOMENTS).map(([name, { title, kinds }]) => (
            <optgroup key={name} label={title}>
              {Object.entries(kinds).map(([each, { title: fault }]) => (
                <option key={each} value={each}>
                  {fault}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
        <span class="hint">{words.about}</span>
      </label>
      {words.fields.map((field) => (
        <FieldInput
          key={`${kind} ${field.name}`}
          field={field}
          value={values[field.name] ?? ""}
          onChange={(value) => setAll({ ...all, [kind]: { ...values, [field.name]: value } })}
        />
      ))}
      <label class="field">
        Table
        <select value={draft.table} onChange={({ currentTarget }) => change({ table: currentTarget.value })}>
          <option value="">Every table</option>
          {tables.slice(0, 500).map((name) => (
            <option key={name} value={name}>
              {beginning(name, 120)}
            </option>
          ))}
        </select>
      </label>
      {canBeNow && (
        <label class="check wide">
          <input
            type="checkbox"
            checked={draft.now}
            onChange={({ currentTarget }) => change({ now: currentTarget.checked })}
          />
          Now: strike every live stream that matches at once, and none later
        </label>
      )}
      {!(draft.now && canBeNow) && (
        <label class="field">
          How often
          <select
            value={draft.often}
            onChange={({ currentTarget }) =>
              change({ often: OFTEN.find((often) => often === currentTarget.value) ?? "once" })
            }
          >
            <option value="once">Once</option>
            <option value="times">Some times</option>
            <option value="always">Every time</option>
          </select>
        </label>
      )}
      {draft.often === "times" && !(draft.now && canBeNow) && (
        <NumberField label="Times" least="1" value={draft.times} onChange={(times) => change({ times })} />
      )}
      {COUNTED_AT.includes(moment) && (
        <NumberField
          label="After requests"
          least="0"
          value={draft.afterRequests}
          onChange={(afterRequests) => change({ afterRequests })}
        />
      )}
      <div class="wide form-end">
        <button type="submit" class="primary">
          {rule.now === true ? "Strike now" : "Switch on"}
        </button>
      </div>
      <details class="wide">
        <summary>The same in a test</summary>
        <Code text={`local.faults.add(${JSON.stringify(rule)});`} what="the rule as code" />
      </details>
    </form>
  );
}

const OFTEN = ["once", "times", "always"] as const;

function NumberField({
  label,
  least,
  value,
  onChange,
}: {
  readonly label: string;
  readonly least: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}): JSX.Element {
  return (
    <label class="field">
      {label}
      <input
        type="number"
        required
        min={least}
        step="1"
        value={value}
        onInput={({ currentTarget }) => onChange(currentTarget.value)}
      />
    </label>
  );
}
