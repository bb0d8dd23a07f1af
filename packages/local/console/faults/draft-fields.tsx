import type { JSX } from "preact";
import { beginning } from "../format/harmless.js";
import { type Draft, OFTEN, type Possible } from "./rule-draft.js";

const MOST_TABLES = 500;

/** Where, when and how often a fault strikes, as far as its kind lets one say. */
export function DraftFields({
  draft,
  possible,
  tables,
  onChange,
}: {
  readonly draft: Draft;
  readonly possible: Possible;
  readonly tables: readonly string[];
  readonly onChange: (change: Partial<Draft>) => void;
}): JSX.Element {
  const isNow = draft.now && possible.now;
  return (
    <>
      <label class="field">
        Table
        <select
          value={draft.table}
          onChange={({ currentTarget }) => onChange({ table: currentTarget.value })}
        >
          <option value="">Every table</option>
          {tables.slice(0, MOST_TABLES).map((name) => (
            <option key={name} value={name}>
              {beginning(name, 120)}
            </option>
          ))}
        </select>
      </label>
      {!isNow && (
        <label class="field">
          How often
          <select
            value={draft.often}
            onChange={({ currentTarget }) =>
              onChange({ often: OFTEN.find((often) => often === currentTarget.value) ?? "once" })
            }
          >
            <option value="once">Once</option>
            <option value="times">Some times</option>
            <option value="always">Every time</option>
          </select>
        </label>
      )}
      {!isNow && draft.often === "times" && (
        <CountField label="Times" least="1" value={draft.times} onChange={(times) => onChange({ times })} />
      )}
      {possible.afterRequests && (
        <CountField
          label="After requests"
          least="0"
          value={draft.afterRequests}
          onChange={(afterRequests) => onChange({ afterRequests })}
        />
      )}
      {possible.now && (
        <label class="check wide">
          <input
            type="checkbox"
            checked={draft.now}
            onChange={({ currentTarget }) => onChange({ now: currentTarget.checked })}
          />
          Now: strike every live stream that matches at once, and none later
        </label>
      )}
    </>
  );
}

function CountField({
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
