import type { JSX } from "preact";
import type { StateView } from "../../src/console/views.js";
import { Empty } from "../elements/empty.js";
import { type Route, sectionHash } from "../route/route.js";
import { TableList } from "./table-list.js";
import { TablePage } from "./table-page.js";

/** The list of tables, or the one that the address names. */
export function TablesView({
  state,
  route,
  live,
}: {
  readonly state: StateView;
  readonly route: Route;
  /** Whether the server can be asked. */
  readonly live: boolean;
}): JSX.Element {
  if (route.table === null) return <TableList tables={state.tables} />;
  const table = state.tables.find(({ fullName }) => fullName === route.table);
  if (table !== undefined) {
    return <TablePage key={table.fullName} table={table} state={state} part={route.part} live={live} />;
  }
  return (
    <>
      <div class="title">
        <h1>No such table</h1>
      </div>
      <Empty title="This server has no table of that name, or no longer.">
        <a href={sectionHash("tables")}>All tables</a>
      </Empty>
    </>
  );
}
