import type { JSX } from "preact";
import type { StateView } from "../../src/console/views.js";
import { Badge, type Tone } from "../elements/badge.js";
import { TableName } from "../elements/table-name.js";
import { faultWords } from "../faults/fault-words.js";
import { beginning } from "../format/harmless.js";
import { ago } from "../format/moments.js";
import { grouped } from "../refusals/grouped.js";
import { sectionHash, tableHash } from "../route/route.js";

interface Item {
  readonly key: string;
  readonly tone: Tone;
  readonly sign: string;
  readonly href: string;
  readonly table: string | null;
  readonly text: string;
}

const MOST = 6;

/** What somebody who looks should know of: drift, faults that are on, the newest refusals. */
export function Attention({ state }: { readonly state: StateView }): JSX.Element {
  const items = itemsOf(state);
  return (
    <section class="card" aria-labelledby="attention">
      <h2 id="attention">Worth a look</h2>
      {items.length === 0 && (
        <p class="all-well">
          <Badge tone="good">all well</Badge> No refusals, no faults switched on
          {state.tables.some(({ drift }) => drift !== null) && ", no drift"}.
        </p>
      )}
      <ul class="items">
        {items.slice(0, MOST).map(({ key, tone, sign, href, table, text }) => (
          <li key={key}>
            <a href={href}>
              <Badge tone={tone}>{sign}</Badge>
              <span class="item-text">
                {table !== null && <TableName fullName={table} />}
                {text}
              </span>
            </a>
          </li>
        ))}
      </ul>
      {items.length > MOST && <p class="hint">{items.length - MOST} more in their sections.</p>}
    </section>
  );
}

function itemsOf({ tables, faults, refusals }: StateView): readonly Item[] {
  const drifted = tables.flatMap(({ fullName, drift }): Item[] =>
    drift === null || drift.verdict === "same"
      ? []
      : [
          {
            key: `drift ${fullName}`,
            tone: drift.verdict === "breaking" ? "bad" : "warn",
            sign: "drift",
            href: tableHash(fullName, "drift"),
            table: fullName,
            text:
              drift.verdict === "breaking"
                ? "no longer fits the generated code."
                : " changed; rows still fit.",
          },
        ],
  );
  const on = faults.map(
    ({ id, rule, hits }): Item => ({
      key: `fault ${id}`,
      tone: "warn",
      sign: "fault on",
      href: sectionHash("faults"),
      table: rule.table ?? null,
      text: `${rule.table === undefined ? "" : ", "}${faultWords(rule.fault.kind).title}, struck ${hits} ${hits === 1 ? "time" : "times"}`,
    }),
  );
  const refused = grouped(refusals)
    .slice(0, 3)
    .map(
      ({ refusal: { at, what, table, code, message }, times, since }): Item => ({
        key: `refusal ${since} ${code}`,
        tone: "bad",
        sign: `${what} refused`,
        href: sectionHash("refusals"),
        table,
        text: `${table === null ? "" : ", "}${code}${times > 1 ? `, ${times} times` : ""}, ${ago(at, Date.now())}: ${beginning(message, 300)}`,
      }),
    );
  return [...drifted, ...on, ...refused];
}
