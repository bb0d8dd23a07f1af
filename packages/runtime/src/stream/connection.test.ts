import { setImmediate } from "node:timers/promises";
import { beforeEach, describe, expect, test } from "vitest";
import type { HeadersProvider } from "../auth/headers-provider.js";
import { ZerobusError } from "../errors.js";
import { RecordType } from "../protocol/gen/databricks/zerobus/zerobus_service_pb.js";
import { InMemoryTransport } from "../testing/in-memory-transport.js";
import type { ServerMessage } from "../transport/transport.js";
import { Connection, type ConnectionContext } from "./connection.js";

const message = Uint8Array.from([0x12, 0x05, 0x08, 0x00, 0x12, 0x01, 0x07]);

let transport: InMemoryTransport;
let heard: ServerMessage[];
let ends: (ZerobusError | undefined)[];
let written: number;

beforeEach(() => {
  transport = new InMemoryTransport();
  heard = [];
  ends = [];
  written = 0;
});

function connect(
  headers: HeadersProvider["headers"] = async () => ({ authorization: "Bearer t" }),
): Connection {
  const context: ConnectionContext = {
    table: "main.shop.orders",
    descriptor: Uint8Array.of(1, 2, 3),
    recordType: "proto",
    transport,
    credentials: { headers },
  };
  return new Connection(context, {
    message: (said) => heard.push(said),
    ended: (error) => ends.push(error),
    written: () => written++,
  });
}

test("asks for headers, starts a call with them and the table's name, and creates the stream", async () => {
  const asked: string[] = [];
  const connection = connect(async (table) => {
    asked.push(table);
    return { authorization: "Bearer t", "X-Other": "1" };
  });
  expect(connection.headers).toBeUndefined();
  await setImmediate();
  expect(asked).toEqual(["main.shop.orders"]);
  expect(transport.call.headers).toEqual({
    authorization: "Bearer t",
    "x-other": "1",
    "x-databricks-zerobus-table-name": "main.shop.orders",
  });
  expect(connection.headers).toBe(transport.call.headers);
  expect(transport.call.createRequest).toMatchObject({
    tableName: "main.shop.orders",
    descriptorProto: Uint8Array.of(1, 2, 3),
    recordType: RecordType.PROTO,
  });
});

test("hands on what the server says, and that it is over", async () => {
  connect();
  await setImmediate();
  transport.call.created();
  transport.call.ack(3);
  transport.call.end();
  expect(heard).toEqual([
    { kind: "created", streamId: "stream-1" },
    { kind: "ack", wireOffset: 3 },
  ]);
  expect(ends).toEqual([undefined]);
});

test("has at most two messages on their way into the transport", async () => {
  const connection = connect();
  expect(connection.canSend).toBe(false);
  await setImmediate();
  transport.call.takesMessages = false;
  connection.send(message);
  expect(connection.canSend).toBe(true);
  connection.send(message);
  expect(connection.canSend).toBe(false);
  transport.call.take();
  expect(connection.canSend).toBe(true);
  expect(written).toBe(2);
});

test("closes its half of the call", async () => {
  const connection = connect();
  await setImmediate();
  connection.halfClose();
  expect(transport.call).toMatchObject({ isHalfClosed: true, isCancelled: false });
});

test.each<[string, () => Promise<never>, object]>([
  [
    "an error of its own",
    () => Promise.reject(new Error("down")),
    { code: "unavailable", cause: new Error("down") },
  ],
  [
    "a ZerobusError",
    () => Promise.reject(new ZerobusError("unauthenticated", "no")),
    { code: "unauthenticated" },
  ],
  [
    "an error thrown at once",
    () => {
      throw new Error("down");
    },
    { code: "unavailable" },
  ],
  ["nothing in particular", () => Promise.reject(undefined), { code: "unavailable" }],
])("ends with %s when the headers fail with it", async (_, headers, want) => {
  connect(headers);
  await setImmediate();
  expect(ends).toEqual([expect.objectContaining(want)]);
  expect(transport.calls).toEqual([]);
});

describe("once cancelled", () => {
  test("it resets the call and hears no more", async () => {
    const connection = connect();
    await setImmediate();
    connection.send(message);
    connection.cancel();
    transport.call.created();
    transport.call.end();
    await setImmediate();
    expect(transport.call.isCancelled).toBe(true);
    expect([heard, ends, written]).toEqual([[], [], 0]);
  });

  test("it starts no call when the headers come late, and tells who fetches them", async () => {
    let aborted: AbortSignal | undefined;
    let give: (headers: Readonly<Record<string, string>>) => void = () => {};
    const connection = connect((_, signal) => {
      aborted = signal;
      return new Promise((resolve) => {
        give = resolve;
      });
    });
    connection.cancel();
    expect(aborted?.aborted).toBe(true);
    give({});
    await setImmediate();
    expect([transport.calls, ends]).toEqual([[], []]);
  });

  test("it does not report that the headers failed", async () => {
    const connection = connect(() => Promise.reject(new Error("down")));
    connection.cancel();
    await setImmediate();
    expect(ends).toEqual([]);
  });
});
