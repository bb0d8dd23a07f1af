import type { JSX } from "preact";
import type { TableView } from "../../src/console/views.js";
import { Badge } from "../elements/badge.js";
import { TableName } from "../elements/table-name.js";
import { compact } from "../format/numbers.js";
import { sectionHash } from "../route/route.js";

const MOST = 6;

/** The tables that saw rows last. */
export function TablesInShort({ tables }: { readonly tables: readonly TableView[] }): JSX.Element {
  const newest = [...tables].sort((a, b) => (b.lastCommitAt ?? 0) - (a.lastCommitAt ?? 0)).slice(0, MOST);
  return (
    <section class="card" aria-labelledby="tables-in-short">
      <h2 id="tables-in-short">Tables</h2>
      {tables.length === 0 && <p class="hint">None yet.</p>}
      <ul class="items">
        {newest.map(({ fullName, rows, streams }) => (
          <li key={fullName} class="split">
            <TableName fullName={fullName} linked />
            <span class="end">
              {streams > 0 && <Badge tone="live">{streams} live</Badge>}
              <span class="number">
                {compact(rows)} {rows === 1 ? "row" : "rows"}
              </span>
            </span>
          </li>
        ))}
      </ul>
      {tables.length > MOST && (
        <p class="hint">
          <a href={sectionHash("tables")}>All {tables.length} tables</a>
        </p>
      )}
    </section>
  );
}
