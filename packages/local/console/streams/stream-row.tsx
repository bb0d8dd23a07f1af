import type { JSX } from "preact";
import type { StreamView } from "../../src/console/views.js";
import { Badge } from "../elements/badge.js";
import { Name } from "../elements/name.js";
import { TableName } from "../elements/table-name.js";
import { ago, span } from "../format/moments.js";
import { bytes, count } from "../format/numbers.js";
import { sectionHash } from "../route/route.js";
import { LagBar } from "./lag-bar.js";
import { streamEnd } from "./stream-end.js";

/** One stream in the list of them. */
export function StreamRow({ stream }: { readonly stream: StreamView }): JSX.Element {
  const { id, table, recordType, client, peer, received, committed, acked, rows } = stream;
  return (
    <tr class={stream.endedAt === null ? "" : "over"}>
      <th scope="row" class="mono minor">
        {id}
      </th>
      <td class="grows whole-line">
        {table === null ? <span class="hint">named no table</span> : <TableName fullName={table} linked />}
        <span class="under">
          {recordType !== null && <span class="record-type">{recordType}</span>}
          <Name text={client ?? peer} />
        </span>
      </td>
      <td class="number" data-label="Rows">
        {count(rows)}
        <span class="under minor">{bytes(stream.bytes)}</span>
      </td>
      <td class="number minor">{count(received)}</td>
      <td class="number minor">{count(committed)}</td>
      <td class="number minor">{count(acked)}</td>
      <td data-label="Lag">
        <LagBar stream={stream} />
      </td>
      <td class="stands">
        <Standing stream={stream} />
      </td>
    </tr>
  );
}

function Standing({ stream }: { readonly stream: StreamView }): JSX.Element {
  const { openedAt, endedAt, code } = stream;
  const { tone, word, sentence } = streamEnd(stream);
  return (
    <>
      <Badge tone={tone}>{word}</Badge> {code !== null && <code class="kind">{code}</code>}
      <span class="under">
        {endedAt === null
          ? `For ${span(Date.now() - openedAt)}.`
          : `${sentence} ${ago(endedAt, Date.now())}.`}
        {code !== null && (
          <>
            {" "}
            <a href={sectionHash("refusals")}>Why</a>
          </>
        )}
      </span>
    </>
  );
}
