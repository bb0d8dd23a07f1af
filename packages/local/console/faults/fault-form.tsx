import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Code } from "../elements/code.js";
import { DraftFields } from "./draft-fields.js";
import { type FieldValues, initialValues } from "./fault-field.js";
import { faultWords } from "./fault-words.js";
import { FieldInput } from "./field-input.js";
import { KindField } from "./kind-field.js";
import { FIRST_DRAFT, possibleFor, ruleOf } from "./rule-draft.js";
import { useFaults } from "./use-faults.js";

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
  const { title, fields } = faultWords(kind);
  const [valuesByKind, setValuesByKind] = useState<Readonly<Record<string, FieldValues>>>({});
  const [draft, setDraft] = useState(FIRST_DRAFT);
  const values = valuesByKind[kind] ?? initialValues(fields);
  const rule = ruleOf(kind, fields, values, draft);
  return (
    <form
      class="fault-form"
      onSubmit={(event) => {
        event.preventDefault();
        add(rule, title);
      }}
    >
      <KindField kind={kind} onKind={onKind} />
      {fields.map((field) => (
        <FieldInput
          key={`${kind} ${field.name}`}
          field={field}
          value={values[field.name] ?? ""}
          onChange={(value) =>
            setValuesByKind({ ...valuesByKind, [kind]: { ...values, [field.name]: value } })
          }
        />
      ))}
      <DraftFields
        draft={draft}
        possible={possibleFor(kind)}
        tables={tables}
        onChange={(change) => setDraft({ ...draft, ...change })}
      />
      <div class="wide form-end">
        <button type="submit" class="primary">
          {rule.now === true ? "Strike now" : "Switch on"}
        </button>
        <details>
          <summary>The same in a test</summary>
          <Code text={`local.faults.add(${JSON.stringify(rule)});`} what="the rule as code" />
        </details>
      </div>
    </form>
  );
}
