import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { CommitView } from "../../src/console/views.js";
import { Empty } from "../elements/empty.js";
import { FilterField } from "../elements/filter-field.js";
import { counted } from "../format/numbers.js";
import { CommitTable } from "./commit-table.js";

/** The newest commits over all tables. */
export function CommitsView({
  commits,
  total,
}: {
  readonly commits: readonly CommitView[];
  readonly total: number;
}): JSX.Element {
  const [text, setText] = useState("");
  const found = commits.filter(({ table }) => table.toLowerCase().includes(text.toLowerCase()));
  return (
    <>
      <div class="title">
        <h1>Commits</h1>
        <p class="lead">
          {counted(total, "commit")} since the start. Requests that wait are committed together; an ack
          follows once the commit is synced to disk.
        </p>
      </div>
      <div class="controls">
        <FilterField label="Filter by table" value={text} onChange={setText} />
      </div>
      {found.length === 0 ? (
        <Empty title={commits.length === 0 ? "Nothing was committed yet." : "No commit is like that."} />
      ) : (
        <CommitTable commits={found} />
      )}
    </>
  );
}
