import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { fetchToken, RawClient } from "../../../packages/local/src/testing/raw-client.js";
import { createStream, ingestBatch, ingestRecord } from "../../../packages/local/src/testing/requests.js";
import { ORDERS, orders, ordersDescriptor } from "./orders.js";

/** What a client does: so many streams, which offer so many rows a second together. */
export interface Load {
  readonly endpoint: string;
  readonly streams: number;
  /** Undefined: as fast as the server takes them, see {@link inFlight}. */
  readonly rowsPerSecond: number | undefined;
  /** Requests of two hundred rows that each stream has unacked, at full speed. */
  readonly inFlight: number;
  /** Before what counts. */
  readonly warmUpMs: number;
  readonly measuredMs: number;
}

/** What became of it. */
export interface LoadFigures {
  /** Acked while it counted. */
  readonly rows: number;
  /** The time in which they were. */
  readonly durationMs: number;
  /** From when a request was due to be sent to its ack. */
  readonly ackP50Ms: number;
  readonly ackP99Ms: number;
  readonly cpuMs: number;
  /** Acked ever, to be found in the table. */
  readonly rowsAcked: number;
}

interface Sent {
  readonly dueAt: number;
  readonly rows: number;
}

/** A tick has the rows of so long, in one request a stream. */
const TICK_MS = 10;
const ROWS_AT_FULL_SPEED = 200;

const pool = orders(2_000);

/** One stream and its requests that wait for an ack. */
class LoadStream {
  readonly #stream: ReturnType<RawClient["open"]>;
  readonly #sent: Sent[] = [];
  readonly #acked: (sent: Sent, at: number) => void;
  #offset = 0;
  #ackedTo = 0;
  #next = 0;
  #changed: () => void = () => {};

  constructor(stream: ReturnType<RawClient["open"]>, acked: (sent: Sent, at: number) => void) {
    this.#stream = stream;
    this.#acked = acked;
    stream.call.on("data", () => this.#look());
  }

  get inFlight(): number {
    return this.#offset - this.#ackedTo;
  }

  async open(): Promise<void> {
    this.#stream.call.write(createStream({ tableName: ORDERS, descriptorProto: ordersDescriptor }));
    await this.#stream.created;
  }

  /** Sends rows that were due at this moment. */
  async send(rows: number, dueAt: number): Promise<void> {
    if (rows === 0) return;
    const records = Array.from({ length: rows }, () => pool[this.#next++ % pool.length] ?? new Uint8Array());
    const [only] = records;
    const message =
      rows === 1 && only !== undefined
        ? ingestRecord(this.#offset, only)
        : ingestBatch(this.#offset, records);
    this.#offset += 1;
    this.#sent.push({ dueAt, rows });
    if (!this.#stream.call.write(message)) await once(this.#stream.call, "drain");
  }

  async roomFor(requests: number): Promise<void> {
    while (this.inFlight >= requests) await new Promise<void>((resolve) => (this.#changed = resolve));
  }

  async end(): Promise<void> {
    this.#stream.call.end();
    const { code, details } = await this.#stream.ended;
    if (code !== 0) throw new Error(`a stream ended with ${code}: ${details}`);
    if (this.inFlight > 0) throw new Error(`${this.inFlight} requests were never acked`);
  }

  #look(): void {
    const at = performance.now();
    const newest = this.#stream.acks.at(-1);
    this.#stream.responses.length = 0;
    if (newest === undefined) return;
    this.#stream.acks.length = 0;
    const sent = this.#sent.splice(0, Number(newest) + 1 - this.#ackedTo);
    this.#ackedTo = Number(newest) + 1;
    for (const one of sent) this.#acked(one, at);
    this.#changed();
  }
}

async function run(load: Load): Promise<LoadFigures> {
  const token = await fetchToken(load.endpoint, ORDERS);
  const clients = Array.from({ length: Math.min(load.streams, 4) }, () => new RawClient(load.endpoint));
  const countFrom = performance.now() + load.warmUpMs;
  const countTo = countFrom + load.measuredMs;
  const latencies: number[] = [];
  let rows = 0;
  let rowsAcked = 0;
  const acked = (sent: Sent, at: number): void => {
    rowsAcked += sent.rows;
    if (at >= countFrom && at < countTo) rows += sent.rows;
    if (sent.dueAt >= countFrom && sent.dueAt < countTo) latencies.push(at - sent.dueAt);
  };
  const streams = Array.from({ length: load.streams }, (_, index) => {
    const client = clients[index % clients.length] ?? new RawClient(load.endpoint);
    return new LoadStream(client.open(token), acked);
  });
  await Promise.all(streams.map((stream) => stream.open()));
  const cpuBefore = process.cpuUsage();
  const { rowsPerSecond } = load;
  const drive =
    rowsPerSecond === undefined ? atFullSpeed(load.inFlight) : paced(rowsPerSecond / load.streams);
  await Promise.all(streams.map((stream, index) => drive(stream, countTo, index / streams.length)));
  await Promise.all(streams.map((stream) => stream.end()));
  for (const client of clients) client[Symbol.dispose]();
  const { user, system } = process.cpuUsage(cpuBefore);
  latencies.sort((a, b) => a - b);
  const percentile = (part: number): number => latencies[Math.floor(latencies.length * part)] ?? Number.NaN;
  return {
    rows,
    durationMs: load.measuredMs,
    ackP50Ms: percentile(0.5),
    ackP99Ms: percentile(0.99),
    cpuMs: (user + system) / 1000,
    rowsAcked,
  };
}

type Drive = (stream: LoadStream, until: number, phase: number) => Promise<void>;

function atFullSpeed(inFlight: number): Drive {
  return async (stream, until) => {
    while (performance.now() < until) {
      await stream.roomFor(inFlight);
      await stream.send(ROWS_AT_FULL_SPEED, performance.now());
    }
  };
}

/** Rows fall due whether or not the server keeps up, so that it cannot hide a pause by making the client wait. */
function paced(rowsPerSecond: number): Drive {
  const intervalMs = Math.max(TICK_MS, 1000 / rowsPerSecond);
  return async (stream, until, phase) => {
    const start = performance.now() + phase * intervalMs;
    let sent = 0;
    for (let tick = 0; start + tick * intervalMs < until; tick++) {
      const dueAt = start + tick * intervalMs;
      const aheadMs = dueAt - performance.now();
      if (aheadMs > 0) await delay(aheadMs);
      const due = Math.round(((tick + 1) * intervalMs * rowsPerSecond) / 1000);
      await stream.send(due - sent, dueAt);
      sent = due;
    }
  };
}

process.once("message", async (load: Load) => {
  process.send?.(await run(load));
  process.disconnect();
});
