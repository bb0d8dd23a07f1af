import type { Activity } from "../activity/activity.js";
import { shortText } from "../activity/short-text.js";
import type { StreamRecord } from "../activity/stream-log.js";
import type { Faults } from "../faults/fault-book.js";
import { sqlType } from "../schema/sql-type.js";
import type { StructType } from "../schema/struct-type.js";
import type { Table } from "../store/table.js";
import { VERSION } from "../version.js";
import type { ColumnView, DriftView, ServerView, StateView, StreamView, TableView } from "./views.js";

/** What the state of a server is made of. */
export interface StateParts {
  readonly server: Pick<ServerView, "endpoint" | "dir" | "ack">;
  readonly activity: Activity;
  readonly faults: Faults;
  readonly tables: () => readonly Table[];
  readonly drift: (fullName: string) => DriftView | null;
}

const MAX_LIVE = 200;
const MAX_OVER = 50;
/** Of a comment, a type, a header: somebody else wrote it. */
const MAX_TEXT = 1000;

/** The state of a server, as of now. */
export function stateView(parts: StateParts): StateView {
  const { server, activity, faults } = parts;
  const live = activity.streams.live();
  const { startedAt } = activity;
  const streams = [...live.slice(-MAX_LIVE), ...activity.streams.over(MAX_OVER)];
  const onto = new Map<string | undefined, number>();
  for (const { table } of live) onto.set(table, (onto.get(table) ?? 0) + 1);
  return {
    server: { ...server, version: VERSION, startedAt, totals: activity.totals() },
    tables: parts.tables().map((table) => tableView(table, onto.get(table.fullName) ?? 0, parts)),
    streams: streams.sort((a, b) => b.id - a.id).map(streamView),
    faults: faults.list().map(({ id, rule, hits }) => ({ id, rule, hits })),
    refusals: activity.refusals(),
    commits: activity.commits(),
  };
}

function tableView(table: Table, streams: number, { activity, drift }: StateParts): TableView {
  const { fullName, directory, store } = table;
  return {
    fullName,
    directory: directory ?? null,
    version: store.version,
    columns: columnViews(table),
    streams,
    ...activity.tableTotals(fullName),
    drift: drift(fullName),
  };
}

/** By schema: a table that changes gets another. */
const COLUMN_VIEWS = new WeakMap<StructType, readonly ColumnView[]>();

/** Those that rows have values of, then the others. */
function columnViews({ schema, unsupported }: Table): readonly ColumnView[] {
  const known = COLUMN_VIEWS.get(schema);
  if (known !== undefined) return known;
  const columns = schema.fields.map(({ name, type, nullable, metadata: { comment } }) => ({
    name,
    type: shortText(sqlType(type), MAX_TEXT),
    nullable,
    comment: typeof comment === "string" ? shortText(comment, MAX_TEXT) : null,
    unsupported: null,
  }));
  const others = unsupported.map(({ prefix, name, nullable, why }) => ({
    name: shortText(prefix + name, MAX_TEXT),
    type: "",
    nullable,
    comment: null,
    unsupported: shortText(why, MAX_TEXT),
  }));
  const views = [...columns, ...others];
  COLUMN_VIEWS.set(schema, views);
  return views;
}

function streamView(record: StreamRecord): StreamView {
  const { table, recordType, headers, endedAt, ended, code, requests, halfClosed: _, ...same } = record;
  const client = headers["user-agent"];
  return {
    ...same,
    table: table ?? null,
    recordType: recordType ?? null,
    client: client === undefined ? null : shortText(client, MAX_TEXT),
    endedAt: endedAt ?? null,
    ended: ended ?? null,
    code: code ?? null,
    received: requests,
  };
}
