import type { JSX } from "preact";
import type { CommitView } from "../../src/console/views.js";
import { Scroller } from "../elements/scroller.js";
import { TableName } from "../elements/table-name.js";
import { useShown } from "../elements/use-shown.js";
import { clock } from "../format/moments.js";
import { bytes, count, milliseconds } from "../format/numbers.js";

const WORDS = {
  append: "rows appended",
  materialize: "rows from the log",
  alter: "table altered",
  create: "table created",
} as const;

/** Commits, newest first. Of one table when `ofOne`: it is not named again then. */
export function CommitTable({
  commits,
  ofOne = false,
}: {
  readonly commits: readonly CommitView[];
  readonly ofOne?: boolean;
}): JSX.Element {
  const { items, more } = useShown(commits, 50);
  return (
    <>
      <Scroller label="Commits">
        <table class="commits cards">
          <thead>
            <tr>
              <th scope="col">Time</th>
              {!ofOne && <th scope="col">Table</th>}
              <th scope="col" class="number">
                Version
              </th>
              <th scope="col" class="minor">
                What
              </th>
              <th scope="col" class="number">
                Rows
              </th>
              <th scope="col" class="number minor">
                Size
              </th>
              <th scope="col" class="number">
                Took
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map(({ at, table, version, operation, rows, bytes: size, durationMs }) => (
              <tr key={`${table} ${version}`}>
                <td class="mono" data-label="Time">
                  {clock(at)}
                </td>
                {!ofOne && (
                  <td class="grows whole-line">
                    <TableName fullName={table} linked />
                  </td>
                )}
                <td class="number" data-label="Version">
                  {count(version)}
                </td>
                <td class="minor">{WORDS[operation] ?? operation}</td>
                <td class="number" data-label="Rows">
                  {count(rows)}
                </td>
                <td class="number minor">{bytes(size)}</td>
                <td class="number" data-label="Took">
                  {milliseconds(durationMs)}
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
