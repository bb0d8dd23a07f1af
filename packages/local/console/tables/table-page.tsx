import type { JSX } from "preact";
import type { StateView, TableView } from "../../src/console/views.js";
import { CommitTable } from "../commits/commit-table.js";
import { Empty } from "../elements/empty.js";
import { TableName } from "../elements/table-name.js";
import { beginning } from "../format/harmless.js";
import { ago } from "../format/moments.js";
import { count, counted } from "../format/numbers.js";
import { sectionHash, TABLE_PARTS, type TablePart, tableHash } from "../route/route.js";
import { ColumnTable } from "./column-table.js";
import { DriftBadge } from "./drift-badge.js";
import { DriftPanel } from "./drift-panel.js";
import { NewestRows } from "./newest-rows.js";

const TITLES = { rows: "Newest rows", columns: "Columns", commits: "Commits", drift: "Drift" } as const;

/** What is shown of which table. */
interface Shown {
  readonly table: TableView;
  readonly state: StateView;
  readonly part: TablePart;
  readonly live: boolean;
}

/** One table, a part of it at a time. */
export function TablePage({ table, state, part, live }: Shown): JSX.Element {
  const { fullName, rows, version, streams, lastCommitAt, directory } = table;
  return (
    <>
      <div class="title">
        <p class="crumb">
          <a href={sectionHash("tables")}>Tables</a>
        </p>
        <h1>
          <TableName fullName={fullName} />
        </h1>
        <dl class="figures">
          <Figure name="Rows since the start">{count(rows)}</Figure>
          <Figure name="Version">{count(version)}</Figure>
          <Figure name="Live streams">{count(streams)}</Figure>
          <Figure name="Last commit">
            {lastCommitAt === null ? "none yet" : ago(lastCommitAt, Date.now())}
          </Figure>
          <Figure name="Generated code">
            <DriftBadge drift={table.drift} />
          </Figure>
        </dl>
        {directory !== null && (
          <p class="hint">
            Delta table in <bdi class="mono">{beginning(directory, 1_000)}</bdi>
          </p>
        )}
      </div>
      <nav class="parts" aria-label="Parts of the table">
        {TABLE_PARTS.map((each) => (
          <a key={each} href={tableHash(fullName, each)} aria-current={each === part ? "page" : undefined}>
            {TITLES[each]}
          </a>
        ))}
      </nav>
      <h2 class="unseen">{TITLES[part]}</h2>
      <Part table={table} state={state} part={part} live={live} />
    </>
  );
}

function Part({ table, state, part, live }: Shown): JSX.Element {
  switch (part) {
    case "rows":
      return <NewestRows table={table} live={live} />;
    case "columns":
      return <ColumnTable columns={table.columns} />;
    case "commits": {
      const commits = state.commits.filter((commit) => commit.table === table.fullName);
      if (commits.length > 0) return <CommitTable commits={commits} ofOne />;
      return (
        <Empty title="None of the newest commits is of this table.">
          It is at version {count(table.version)}; {counted(table.rows, "row")} came in since the start.
        </Empty>
      );
    }
    case "drift":
      return <DriftPanel drift={table.drift} />;
  }
}

function Figure({
  name,
  children,
}: {
  readonly name: string;
  readonly children: JSX.Element | string;
}): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
