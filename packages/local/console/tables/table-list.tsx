import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { TableView } from "../../src/console/views.js";
import { Badge } from "../elements/badge.js";
import { Code } from "../elements/code.js";
import { Empty } from "../elements/empty.js";
import { FilterField } from "../elements/filter-field.js";
import { Scroller } from "../elements/scroller.js";
import { TableName } from "../elements/table-name.js";
import { useShown } from "../elements/use-shown.js";
import { ago } from "../format/moments.js";
import { count, counted } from "../format/numbers.js";
import { DriftBadge } from "./drift-badge.js";

/** Every table, by name. */
export function TableList({ tables }: { readonly tables: readonly TableView[] }): JSX.Element {
  const [text, setText] = useState("");
  const found = tables.filter(({ fullName }) => fullName.toLowerCase().includes(text.toLowerCase()));
  const { items, more } = useShown(found, 100);
  return (
    <>
      <div class="title">
        <h1>Tables</h1>
        <p class="lead">
          {counted(tables.length, "Delta table")}. Version is the newest commit; rows count from the server’s
          start.
        </p>
      </div>
      <div class="controls">
        <FilterField label="Filter by name" value={text} onChange={setText} />
      </div>
      {items.length === 0 && (
        <Empty title={tables.length === 0 ? "No tables yet." : "No table is called that."}>
          {tables.length === 0 && (
            <Code text="npx zerobus-gen dev --table orders.json" what="the command that adds one" />
          )}
        </Empty>
      )}
      {items.length > 0 && (
        <Scroller label="Tables">
          <table class="tables cards">
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col" class="number">
                  Rows
                </th>
                <th scope="col" class="number minor">
                  Version
                </th>
                <th scope="col" class="number minor">
                  Columns
                </th>
                <th scope="col">Streams</th>
                <th scope="col" class="minor">
                  Last commit
                </th>
                <th scope="col">Generated code</th>
              </tr>
            </thead>
            <tbody>
              {items.map(({ fullName, rows, version, columns, streams, lastCommitAt, drift }) => (
                <tr key={fullName}>
                  <th scope="row" class="grows whole-line">
                    <TableName fullName={fullName} linked />
                  </th>
                  <td class="number" data-label="Rows">
                    {count(rows)}
                  </td>
                  <td class="number minor">{count(version)}</td>
                  <td class="number minor">{count(columns.length)}</td>
                  <td data-label="Streams">
                    {streams > 0 ? <Badge tone="live">{streams} live</Badge> : <span class="hint">none</span>}
                  </td>
                  <td class="minor">
                    {lastCommitAt === null ? (
                      <span class="hint">none yet</span>
                    ) : (
                      ago(lastCommitAt, Date.now())
                    )}
                  </td>
                  <td data-label="Generated code">
                    <DriftBadge drift={drift} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroller>
      )}
      {more}
    </>
  );
}
