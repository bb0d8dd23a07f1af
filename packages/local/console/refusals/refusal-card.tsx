import type { JSX } from "preact";
import { Badge } from "../elements/badge.js";
import { Code } from "../elements/code.js";
import { LongText } from "../elements/long-text.js";
import { TableName } from "../elements/table-name.js";
import { ago, clock } from "../format/moments.js";
import { counted } from "../format/numbers.js";
import type { RefusalGroup } from "./grouped.js";
import { mendOf } from "./mend.js";

const WHAT = { token: "Token", stream: "Stream", record: "Record", request: "Request" } as const;

/** One refusal: the reason in full, and what to do. */
export function RefusalCard({ group }: { readonly group: RefusalGroup }): JSX.Element {
  const { refusal, times, since } = group;
  const { at, what, table, code, message } = refusal;
  const mend = mendOf(refusal);
  return (
    <article class="card refusal">
      <header>
        <h2>
          {WHAT[what] ?? what} refused <code class="kind">{code}</code>
        </h2>
        <p class="hint">
          {table !== null && (
            <>
              <TableName fullName={table} linked />,{" "}
            </>
          )}
          <time dateTime={new Date(at).toISOString()} title={clock(at)}>
            {ago(at, Date.now())}
          </time>
        </p>
        {times > 1 && (
          <Badge tone="bad">
            {counted(times, "time")} since {clock(since)}
          </Badge>
        )}
      </header>
      <LongText text={message} most={600} />
      <div class="mend">
        <h3>What to do</h3>
        <p>
          {mend.text} {mend.link !== undefined && <a href={mend.link.href}>{mend.link.words}</a>}
        </p>
        {mend.command !== undefined && <Code text={mend.command} what="the command that mends it" />}
      </div>
    </article>
  );
}
