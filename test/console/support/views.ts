import type {
  ColumnView,
  FaultView,
  RefusalView,
  StateView,
  StreamView,
  TableView,
} from "../../../packages/local/src/console/views.js";

/** A name that would run, turn and widen a page that took it for more than text. */
export const HOSTILE_NAME = `main.shop.<img src=x onerror=alert(1)>\u202e${"x".repeat(250)}`;

/** A state with as much of everything as there may be, all of it hostile. */
export function hostileState(): StateView {
  const now = Date.now();
  const columns = Array.from({ length: 2_000 }, (_, index) =>
    column(`c${index} <b>\u202e${"y".repeat(index % 200)}`),
  );
  return {
    server: {
      endpoint: "http://127.0.0.1:1",
      dir: `/tmp/${"deep/".repeat(400)}`,
      ack: "durable",
      version: "0.1.0",
      startedAt: now - 1_000,
      totals: { rows: Number.MAX_SAFE_INTEGER, bytes: 2 ** 50, commits: 10_000_000, refusals: 200 },
    },
    tables: [
      table(HOSTILE_NAME, columns),
      table("مخطط.متجر.طلبات", columns.slice(0, 3)),
      ...Array.from({ length: 500 }, (_, index) => table(`main.load.t${index}`, columns.slice(0, 3))),
    ],
    streams: Array.from({ length: 1_000 }, (_, index) => stream(index, now)),
    faults: Array.from({ length: 300 }, (_, id) => fault(id)),
    refusals: Array.from({ length: 200 }, (_, index) => refusal(now - index, index)),
    commits: Array.from({ length: 100 }, (_, version) => ({
      at: now,
      table: HOSTILE_NAME,
      version,
      operation: "append",
      rows: 1e9,
      bytes: 1e12,
      durationMs: 1e6,
    })),
  };
}

/** A state in which nothing has happened to one table. */
export function quietState(): StateView {
  const totals = { rows: 1, bytes: 1, commits: 1, refusals: 0 };
  const startedAt = Date.now();
  return {
    server: {
      endpoint: "http://127.0.0.1:1",
      dir: null,
      ack: "committed",
      version: "0.1.0",
      startedAt,
      totals,
    },
    tables: [table("main.shop.orders", [column("id")])],
    streams: [],
    faults: [],
    refusals: [],
    commits: [],
  };
}

function column(name: string): ColumnView {
  return {
    name,
    type: `struct<${"a: string, ".repeat(50)}>`,
    nullable: true,
    comment: "<script>alert(1)</script>".repeat(20),
    unsupported: null,
  };
}

function table(fullName: string, columns: readonly ColumnView[]): TableView {
  return {
    fullName,
    directory: `/tmp/${fullName}`,
    version: 1,
    columns,
    streams: 3,
    rows: 1e12,
    lastCommitAt: 1,
    drift: {
      verdict: "breaking",
      generatedFingerprint: "f".repeat(500),
      tableFingerprint: "e".repeat(500),
      changes: [{ level: "breaking", text: "\u202e<b>gone</b> ".repeat(100) }],
    },
  };
}

function stream(id: number, now: number): StreamView {
  return {
    id,
    table: id % 3 === 0 ? null : HOSTILE_NAME,
    recordType: "PROTO",
    peer: "127.0.0.1:1",
    client: "<b>agent</b>".repeat(100),
    openedAt: now,
    endedAt: id % 2 === 0 ? null : now,
    ended: id % 2 === 0 ? null : "an end that nobody heard of",
    code: id % 2 === 0 ? null : "INVALID_ARGUMENT",
    received: 1e9,
    committed: 1e9 - 5,
    acked: 1e8,
    rows: 1e12,
    bytes: 1e15,
  };
}

function fault(id: number): FaultView {
  return {
    id,
    rule: { fault: { kind: "end", code: "INTERNAL", message: "m".repeat(1_000) }, table: HOSTILE_NAME },
    hits: id,
  };
}

function refusal(at: number, index: number): RefusalView {
  return {
    at,
    what: "record",
    table: HOSTILE_NAME,
    code: "INVALID_ARGUMENT",
    message: `${index} \u202e<script>alert(1)</script>${"w".repeat(1_900)}`,
  };
}
