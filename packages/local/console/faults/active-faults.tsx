import type { JSX } from "preact";
import type { FaultView } from "../../src/console/views.js";
import { Badge } from "../elements/badge.js";
import { Empty } from "../elements/empty.js";
import { TableName } from "../elements/table-name.js";
import { useShown } from "../elements/use-shown.js";
import { beginning } from "../format/harmless.js";
import { counted } from "../format/numbers.js";
import { faultDetails, ruleTitle, whenWords } from "./rule-words.js";
import { useFaults } from "./use-faults.js";

/** The rules that may still strike, with how often they did. */
export function ActiveFaults({ faults }: { readonly faults: readonly FaultView[] }): JSX.Element {
  const { remove, removeAll } = useFaults();
  const { items, more } = useShown(faults, 50);
  return (
    <section aria-labelledby="active">
      <div class="heading">
        <h2 id="active">Switched on</h2>
        {faults.length > 1 && (
          <button type="button" onClick={() => removeAll()}>
            Switch all off
          </button>
        )}
      </div>
      {faults.length === 0 && (
        <Empty title="Nothing goes wrong on purpose.">
          Switch a fault on below. A rule that has struck as often as it was told is spent and leaves this
          list.
        </Empty>
      )}
      <ul class="rules">
        {items.map(({ id, rule, hits }) => (
          <li key={id}>
            <div class="rule-text">
              <p>
                <strong>{ruleTitle(rule)}</strong>{" "}
                <code class="kind">
                  {rule.fault.kind} <bdi>{beginning(faultDetails(rule), 300)}</bdi>
                </code>
              </p>
              <p class="hint">
                {rule.table === undefined ? "On every table" : <TableName fullName={rule.table} linked />},{" "}
                {whenWords(rule)}
              </p>
            </div>
            <Badge tone={hits > 0 ? "warn" : "plain"}>struck {counted(hits, "time")}</Badge>
            <button
              type="button"
              aria-label={`Switch off: ${ruleTitle(rule)}`}
              onClick={() => remove(id, ruleTitle(rule))}
            >
              Switch off
            </button>
          </li>
        ))}
      </ul>
      {more}
    </section>
  );
}
