import { fromBinary } from "@bufbuild/protobuf";
import { Metadata, status } from "@grpc/grpc-js";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Table } from "../codegen/table.js";
import type { ZerobusError } from "../errors.js";
import { EphemeralStreamRequestSchema } from "../protocol/gen/databricks/zerobus/zerobus_service_pb.js";
import { defineTable } from "../table/define-table.js";
import { answer, GrpcService, type ServerCall } from "../testing/grpc-service.js";
import { connect } from "./connect.js";
import type { ConnectOptions } from "./connect-options.js";

interface Row {
  readonly n: number;
}

function tableOf(name: string): Table<Row> {
  return defineTable<Row>({
    name,
    fingerprint: "sha256:0",
    descriptor: Buffer.from([1, 2, 3]).toString("base64"),
    write: (w, row) => w.int(1, "n", row.n),
  });
}

const tables = { orders: tableOf("main.shop.orders"), users: tableOf("main.shop.users") };

let service: GrpcService;
let endpoint: string;
/** Names of the tables for which the server has created a stream. */
let created: string[];
let userAgents: string[];
/** How the server answers a row: with an ack, or by ending the call like this. */
let failWith: { readonly code: number; readonly details: string } | undefined;

beforeEach(async () => {
  for (const name of ["ENDPOINT", "EMULATOR_HOST"]) vi.stubEnv(`ZEROBUS_${name}`, undefined);
  for (const name of ["HOST", "CLIENT_ID", "CLIENT_SECRET"]) vi.stubEnv(`DATABRICKS_${name}`, undefined);
  created = [];
  userAgents = [];
  failWith = undefined;
  service = await GrpcService.start();
  service.serve = serve;
  endpoint = `http://127.0.0.1:${service.port}`;
});

afterEach(() => {
  service.stop();
  vi.unstubAllEnvs();
});

/** Creates the stream, and acks every message, or fails the first. */
function serve(call: ServerCall): void {
  call.sendMetadata(new Metadata());
  userAgents.push(String(call.metadata.get("user-agent")[0]));
  call.on("data", (bytes: Buffer) => {
    const { payload } = fromBinary(EphemeralStreamRequestSchema, bytes);
    if (payload.case === "createStream") {
      created.push(payload.value.tableName);
      call.write(answer({ case: "createStreamResponse", value: { streamId: "s-1" } }));
    } else if (failWith !== undefined) {
      call.emit("error", failWith);
    } else if (payload.case !== undefined) {
      const durabilityAckUpToOffset = payload.value.offsetId;
      call.write(answer({ case: "ingestRecordResponse", value: { durabilityAckUpToOffset } }));
    }
  });
  call.on("end", () => call.end());
}

function optionsOf(rest: Partial<ConnectOptions<typeof tables>> = {}): ConnectOptions<typeof tables> {
  return { tables, endpoint, token: () => "t", ...rest };
}

describe("connect", () => {
  test("gives a stream for each table, which connects with its first row", async () => {
    await using zerobus = connect(optionsOf());
    expect(Object.keys(zerobus.tables)).toEqual(["orders", "users"]);
    expect(Object.isFrozen(zerobus.tables)).toBe(true);
    expect(zerobus.tables.users.table).toBe(tables.users);
    expect(await zerobus.tables.orders.ingest({ n: 1 })).toBe(0);
    expect(created).toEqual(["main.shop.orders"]);
  });

  test("finds endpoint and credentials in the environment", async () => {
    vi.stubEnv("ZEROBUS_ENDPOINT", endpoint);
    const asked: string[] = [];
    const token = (table: string): string => {
      asked.push(table);
      return "t";
    };
    await using zerobus = connect({ tables, token });
    await zerobus.tables.orders.open();
    expect([created, asked]).toEqual([["main.shop.orders"], ["main.shop.orders"]]);
    vi.stubEnv("ZEROBUS_ENDPOINT", "");
    expect(() => connect({ tables, token })).toThrow(/no Zerobus endpoint/);
    expect(() => connect({ tables, endpoint })).toThrow(/no credentials/);
  });

  test("names the application to the server", async () => {
    await using zerobus = connect(optionsOf({ applicationName: " shop-loader/2.1 " }));
    await zerobus.tables.orders.open();
    expect(userAgents).toEqual([
      expect.stringMatching(/^zerobus-gen\/\d+\.\d+\.\d+ shop-loader\/2\.1 grpc-node-js/),
    ]);
  });

  test.each(["shop\nloader", "größe", "x".repeat(201)])(
    "refuses the application name %j",
    (applicationName) => {
      expect(() => connect(optionsOf({ applicationName }))).toThrow(/applicationName must be visible ASCII/);
    },
  );

  test("names an option of its streams that does not exist", () => {
    const stream: Readonly<Record<string, number>> = { maxInflightRecords: 5 };
    expect(() => connect(optionsOf({ stream }))).toThrow(/there is no stream option "maxInflightRecords"/);
  });
});

describe("open", () => {
  test("gives a further stream with options of its own, beside those of the client", async () => {
    await using zerobus = connect(optionsOf({ stream: { maxInflightRequests: 2 } }));
    const stream = await zerobus.open(tables.orders, { maxInflightBytes: 1 });
    expect(created).toEqual(["main.shop.orders"]);
    const receipt = stream.ingest({ n: 1 });
    expect(stream.isFull).toBe(true);
    expect(await receipt).toBe(0);
    await expect(zerobus.open(tables.orders, { recoveryRetries: -1 })).rejects.toMatchObject({
      code: "invalid_argument",
    });
  });

  test("rejects when the server refuses the stream, and leaves nothing to close", async () => {
    await using zerobus = connect(
      optionsOf({ token: () => Promise.reject(new Error("down")), stream: { recovery: false } }),
    );
    await expect(zerobus.open(tables.orders)).rejects.toMatchObject({ code: "unavailable" });
  });

  test("rejects when its signal fires", async () => {
    await using zerobus = connect(optionsOf({ token: () => new Promise(() => {}) }));
    const abort = new AbortController();
    const opened = zerobus.open(tables.orders, { signal: abort.signal }).catch((error: unknown) => error);
    abort.abort();
    expect(await opened).toMatchObject({ code: "aborted" });
  });

  test("rejects when the client is closed", async () => {
    const zerobus = connect(optionsOf());
    await zerobus.close();
    await expect(zerobus.open(tables.orders)).rejects.toMatchObject({ code: "closed" });
  });
});

describe("close", () => {
  test("flushes and closes every stream, and does so once", async () => {
    const zerobus = connect(optionsOf());
    const further = await zerobus.open(tables.orders);
    for (const stream of [zerobus.tables.orders, zerobus.tables.users, further]) stream.ingest({ n: 1 });
    const closed = zerobus.close();
    expect(zerobus.close()).toBe(closed);
    await closed;
    expect([zerobus.tables.orders.acked, zerobus.tables.users.acked, further.acked]).toEqual([1, 1, 1]);
    expect(() => zerobus.tables.orders.ingest({ n: 1 })).toThrow(expect.objectContaining({ code: "closed" }));
  });

  test("rejects when rows of a stream remain unacked, and the stream has them still", async () => {
    failWith = { code: status.NOT_FOUND, details: "no table" };
    const heard: ZerobusError[] = [];
    const zerobus = connect(optionsOf({ onError: (error) => heard.push(error) }));
    zerobus.tables.orders.ingest({ n: 7 });
    const error: unknown = await zerobus.close().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "table_not_found", table: "main.shop.orders" });
    expect(heard).toMatchObject([{ code: "table_not_found" }]);
    expect(await zerobus.tables.orders.close()).toMatchObject({ acked: 0, unacked: [{ n: 7 }] });
  });

  test("rejects with all errors when rows of several streams remain unacked", async () => {
    failWith = { code: status.NOT_FOUND, details: "no table" };
    const zerobus = connect(optionsOf());
    zerobus.tables.orders.ingest({ n: 1 });
    zerobus.tables.users.ingest({ n: 1 });
    const error: unknown = await zerobus[Symbol.asyncDispose]().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(AggregateError);
    expect(error).toMatchObject({ errors: [{ table: "main.shop.orders" }, { table: "main.shop.users" }] });
  });

  test("forgets a stream that its owner has closed", async () => {
    failWith = { code: status.NOT_FOUND, details: "no table" };
    const zerobus = connect(optionsOf());
    zerobus.tables.orders.ingest({ n: 1 });
    expect((await zerobus.tables.orders.close()).unacked).toEqual([{ n: 1 }]);
    await zerobus.close();
  });
});
