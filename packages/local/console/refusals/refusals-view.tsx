import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { StateView } from "../../src/console/views.js";
import { Empty } from "../elements/empty.js";
import { FilterField } from "../elements/filter-field.js";
import { useShown } from "../elements/use-shown.js";
import { counted } from "../format/numbers.js";
import { grouped } from "./grouped.js";
import { RefusalCard } from "./refusal-card.js";

/** What was refused, why, and what to do about it. */
export function RefusalsView({ state }: { readonly state: StateView }): JSX.Element {
  const [text, setText] = useState("");
  const found = state.refusals.filter(({ what, table, code, message }) =>
    `${what} ${table ?? ""} ${code} ${message}`.toLowerCase().includes(text.toLowerCase()),
  );
  const { items, more } = useShown(grouped(found), 20);
  return (
    <>
      <div class="title">
        <h1>Refusals</h1>
        <p class="lead">
          {counted(state.server.totals.refusals, "refusal")} since the start. What is refused here, with these
          codes, the service would refuse, too.
        </p>
      </div>
      <div class="controls">
        <FilterField label="Filter by table, code or message" value={text} onChange={setText} />
      </div>
      {items.length === 0 && (
        <Empty title={state.refusals.length === 0 ? "Nothing was refused." : "No refusal is like that."}>
          A descriptor that does not fit its table, a bad value or a bad token would be listed here, with the
          mend.
        </Empty>
      )}
      <div class="stack">
        {items.map((group) => (
          <RefusalCard
            key={`${group.since} ${group.refusal.code} ${group.refusal.message.slice(0, 80)}`}
            group={group}
          />
        ))}
      </div>
      {more}
    </>
  );
}
