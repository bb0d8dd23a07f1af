import { deepStrictEqual } from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readTable } from "@zerobus-gen/local";
import type { OfficialClient, OfficialStream } from "../peers/official-client.js";
import { DevServer } from "./dev-server.js";
import { jsonOrder, ORDERS, orderOf, orderRow, ordersDescriptor, ordersInfo, protoOrder } from "./orders.js";
import { TokenGateway } from "./token-gateway.js";

/** How rows are streamed. */
export interface Campaign {
  readonly recordType: "PROTO" | "JSON";
  /** Rows of one ingest call. */
  readonly batch: number;
  readonly rows: number;
  /** How often the server is killed on the way. */
  readonly kills: number;
  /** Of the address that the client is given. */
  readonly host: "127.0.0.1" | "localhost";
}

/** What came of it, when all of it is right. */
export interface Result {
  readonly tookMs: number;
  /** Rows that are there twice: a kill came between their commit and their ack. */
  readonly duplicates: number;
}

/** What was on its way when the server was killed. */
interface Kill {
  /** Orders before this one had their ack. */
  readonly firstUnacked: number;
  /** The first order that was handed over after the server was gone. */
  readonly firstSpared: number;
}

/** Calls whose rows are not acked, at most. */
const MAX_IN_FLIGHT = 1_000;

/** The server is killed this many calls after the last ack that was waited for: so that it is at work. */
const CALLS_UNTIL_KILL = 50;

/**
 * Streams orders through the official client into a server that is killed and brought back again and again, then
 * compares the table with them: every one is there, to the digit, and twice only where no ack had come for it.
 * @throws {Error} telling what is wrong
 */
export async function runCampaign(client: OfficialClient, campaign: Campaign): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), "zerobus-native-"));
  const tableFile = join(folder, "orders.json");
  await writeFile(tableFile, JSON.stringify(ordersInfo));
  const data = join(folder, "data");
  const server = await DevServer.start(data, tableFile);
  try {
    await using gateway = await TokenGateway.before(server.endpoint);
    const startedAt = performance.now();
    const stream = await openStream(client, campaign, server, gateway);
    const kills = await streamThroughKills(stream, campaign, server);
    const tookMs = Math.round(performance.now() - startedAt);
    await server.stop();
    return { tookMs, duplicates: await duplicatesIn(join(data, "main/shop/orders"), campaign.rows, kills) };
  } finally {
    await server.kill();
    await rm(folder, { recursive: true, force: true });
  }
}

async function streamThroughKills(
  stream: OfficialStream,
  campaign: Campaign,
  server: DevServer,
): Promise<readonly Kill[]> {
  const { rows, batch, kills } = campaign;
  const done: Kill[] = [];
  let handedOver = 0;
  let offset = 0n;
  const ingestUpTo = async (end: number): Promise<void> => {
    while (handedOver < Math.min(end, rows)) {
      offset = await ingest(stream, campaign, handedOver).catch((error) => failed(stream, error));
      handedOver += batch;
    }
  };
  const killAndRestart = async (firstUnacked: number): Promise<void> => {
    await server.kill();
    done.push({ firstUnacked, firstSpared: handedOver });
    await server.restart();
  };
  let restarting: Promise<void> = Promise.resolve();
  for (let kill = 1; kill <= kills; kill++) {
    await ingestUpTo(Math.floor((rows * kill) / (kills + 1)));
    await restarting;
    // This also shows that the client has recovered from the kill before.
    await stream.waitForOffset(offset);
    const firstUnacked = handedOver;
    await ingestUpTo(handedOver + CALLS_UNTIL_KILL * batch);
    restarting = killAndRestart(firstUnacked);
    // Awaited later. Should it fail, the stream does too.
    restarting.catch(() => {});
  }
  await ingestUpTo(rows);
  await stream.flush();
  await restarting;
  await stream.close();
  return done;
}

/** A stream that has ended tells the reason only to who asks again. */
async function failed(stream: OfficialStream, error: unknown): Promise<never> {
  const reason = await stream.flush().then(
    () => "it has not ended",
    (why: unknown) => String(why),
  );
  throw new Error(`${String(error)} (${reason})`);
}

async function openStream(
  { ZerobusSdk, RecordType }: OfficialClient,
  { recordType, host, kills }: Campaign,
  { endpoint }: DevServer,
  gateway: TokenGateway,
): Promise<OfficialStream> {
  const address = `http://${host}:${new URL(endpoint).port}`;
  const workspace = kills === 0 ? address : `http://${host}:${gateway.port}`;
  const isProto = recordType === "PROTO";
  return new ZerobusSdk(address, workspace).createStream(
    { tableName: ORDERS, ...(isProto ? { descriptorProto: ordersDescriptor } : {}) },
    "any-id",
    "any-secret",
    {
      recordType: isProto ? RecordType.Proto : RecordType.Json,
      maxInflightRequests: MAX_IN_FLIGHT,
      recovery: true,
      recoveryRetries: 100,
      recoveryBackoffMs: 100,
      recoveryTimeoutMs: 15_000,
      flushTimeoutMs: 120_000,
    },
  );
}

async function ingest(
  stream: OfficialStream,
  { recordType, batch }: Campaign,
  first: number,
): Promise<bigint> {
  const encode = recordType === "PROTO" ? protoOrder : jsonOrder;
  if (batch === 1) return stream.ingestRecordOffset(encode(first));
  const records = Array.from({ length: batch }, (_, index) => encode(first + index));
  const offset = await stream.ingestRecordsOffset(records);
  if (offset === null) throw new Error("the client took a batch for an empty one");
  return offset;
}

/** How many rows are there again. @throws {Error} when one is missing, altered, or there again without a reason */
async function duplicatesIn(directory: string, rows: number, kills: readonly Kill[]): Promise<number> {
  const counts = new Uint32Array(rows);
  let duplicates = 0;
  for await (const row of readTable(directory)) {
    const order = orderOf(row.id);
    if (!(order in counts)) throw new Error(`nobody sent order ${order}`);
    deepStrictEqual({ ...row }, orderRow(order));
    counts[order] = (counts[order] ?? 0) + 1;
    if (counts[order] === 1) continue;
    duplicates += 1;
    if (!kills.some(({ firstUnacked, firstSpared }) => order >= firstUnacked && order < firstSpared)) {
      throw new Error(`order ${order} is there ${counts[order]} times, and no kill lost its ack`);
    }
  }
  const missing = counts.reduce((sum, count) => sum + (count === 0 ? 1 : 0), 0);
  if (missing > 0)
    throw new Error(`${missing} of ${rows} acked orders are missing, the first ${counts.indexOf(0)}`);
  return duplicates;
}
