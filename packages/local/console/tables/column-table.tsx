import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { ColumnView } from "../../src/console/views.js";
import { Badge } from "../elements/badge.js";
import { FilterField } from "../elements/filter-field.js";
import { LongText } from "../elements/long-text.js";
import { Name } from "../elements/name.js";
import { Scroller } from "../elements/scroller.js";
import { useShown } from "../elements/use-shown.js";
import { beginning } from "../format/harmless.js";

const FEW = 12;

/** The columns of a table. */
export function ColumnTable({ columns }: { readonly columns: readonly ColumnView[] }): JSX.Element {
  const [text, setText] = useState("");
  const found = columns.filter(({ name, type }) =>
    `${name} ${type}`.toLowerCase().includes(text.toLowerCase()),
  );
  const { items, more } = useShown(found, 200);
  return (
    <>
      {columns.length > FEW && (
        <div class="controls">
          <FilterField label="Filter by name or type" value={text} onChange={setText} />
        </div>
      )}
      <Scroller label="Columns">
        <table class="column-table cards">
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Type</th>
              <th scope="col">NULL</th>
              <th scope="col">Comment</th>
            </tr>
          </thead>
          <tbody>
            {items.map(({ name, type, nullable, comment, unsupported }) => (
              <tr key={name}>
                <th scope="row" class="mono whole-line">
                  <Name text={name} />
                </th>
                <td class="mono type" data-label="Type">
                  <LongText text={type} most={200} />
                </td>
                <td data-label="NULL">
                  {nullable ? <span class="hint">allowed</span> : <Badge>NOT NULL</Badge>}
                </td>
                <td class="grows whole-line">
                  {unsupported !== null && (
                    <p>
                      <Badge tone="warn">no values</Badge> <bdi>{beginning(unsupported, 1_000)}</bdi>
                    </p>
                  )}
                  {comment !== null && <LongText text={comment} most={300} />}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroller>
      {more}
    </>
  );
}
