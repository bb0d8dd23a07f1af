import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { ColumnView, TableView } from "../../src/console/views.js";
import { Empty } from "../elements/empty.js";
import { Icon } from "../elements/icon.js";
import { Name } from "../elements/name.js";
import { Scroller } from "../elements/scroller.js";
import { beginning } from "../format/harmless.js";
import { count, counted } from "../format/numbers.js";
import { CellValue, type Opened, writtenValue } from "./cell-value.js";
import { useRows } from "./use-rows.js";
import { ValueDialog } from "./value-dialog.js";

/** Columns drawn at a time: no table is too wide for the page. */
const COLUMNS = 30;
/** Cells asked for at a time: no table is too wide for its server. */
const MOST_CELLS = 20_000;

/** The newest rows of a table, as they come in. */
export function NewestRows({
  table,
  live,
}: {
  readonly table: TableView;
  readonly live: boolean;
}): JSX.Element {
  const [paused, setPaused] = useState(false);
  const [from, setFrom] = useState(0);
  const [opened, setOpened] = useState<Opened | null>(null);
  const limit = Math.max(5, Math.min(50, Math.floor(MOST_CELLS / Math.max(1, table.columns.length))));
  const { rows, failure } = useRows(table.fullName, table.version, limit, live && !paused);
  const behind = rows === null ? 0 : table.version - rows.version;
  const columns = table.columns.slice(from, from + COLUMNS);
  return (
    <>
      <div class="controls">
        <button type="button" aria-pressed={paused} onClick={() => setPaused(!paused)}>
          <Icon name={paused ? "play" : "pause"} />
          {paused ? "Go on" : "Pause"}
        </button>
        <p class="hint">
          {paused
            ? `Paused at version ${count(rows?.version ?? 0)}, ${counted(Math.max(0, behind), "commit")} behind.`
            : "Newest first, as they are committed."}
        </p>
        {table.columns.length > COLUMNS && (
          <ColumnPager from={from} columns={table.columns} onFrom={setFrom} />
        )}
      </div>
      {failure !== null && live && <p class="failure">The rows could not be read: {failure}</p>}
      {rows === null && failure === null && <p class="hint">Reading…</p>}
      {rows !== null && rows.rows.length === 0 && (
        <Empty title="No rows yet.">They appear here as soon as they are committed.</Empty>
      )}
      {rows !== null && rows.rows.length > 0 && (
        <Scroller label="Newest rows">
          <table class="rows">
            <thead>
              <tr>
                <th scope="col">
                  <span class="unseen">Whole row</span>
                </th>
                {columns.map(({ name, type }) => (
                  <th key={name} scope="col" class={isNumber(type) ? "number" : ""}>
                    <Name text={name} />
                    <span class="under">{beginning(type, 28)}</span>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.rows.slice(0, limit).map((row, index) => (
                <tr key={index}>
                  <td>
                    <button
                      type="button"
                      class="quiet row-number"
                      aria-label={`Whole row ${index + 1}`}
                      onClick={() =>
                        setOpened({ title: `Row ${index + 1}`, text: JSON.stringify(row, null, 2) })
                      }
                    >
                      {index + 1}
                    </button>
                  </td>
                  {columns.map(({ name, type }) => (
                    <td key={name} class={isNumber(type) ? "number cell" : "cell"}>
                      <CellValue
                        value={row[name]}
                        onOpen={() => setOpened({ title: name, text: writtenValue(row[name]) })}
                      />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </Scroller>
      )}
      {opened !== null && <ValueDialog opened={opened} onClose={() => setOpened(null)} />}
    </>
  );
}

function ColumnPager({
  from,
  columns,
  onFrom,
}: {
  readonly from: number;
  readonly columns: readonly ColumnView[];
  readonly onFrom: (from: number) => void;
}): JSX.Element {
  const to = Math.min(from + COLUMNS, columns.length);
  return (
    <div class="pager">
      <button type="button" disabled={from === 0} onClick={() => onFrom(Math.max(0, from - COLUMNS))}>
        Earlier columns
      </button>
      <span class="hint">
        Columns {count(from + 1)}–{count(to)} of {count(columns.length)}
      </span>
      <button type="button" disabled={to === columns.length} onClick={() => onFrom(from + COLUMNS)}>
        Later columns
      </button>
    </div>
  );
}

function isNumber(type: string): boolean {
  return /^(?:tinyint|smallint|int|bigint|float|double|decimal)\b/i.test(type);
}
