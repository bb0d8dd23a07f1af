import { inspect } from "node:util";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { Metadata, status } from "@grpc/grpc-js";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { ZerobusError } from "../errors.js";
import { answer, GrpcService } from "../testing/grpc-service.js";
import { grpcTransport } from "./grpc.js";
import type { Call, ServerMessage, Transport } from "./transport.js";

let service: GrpcService;
let transport: Transport;
let heard: ServerMessage[];
let ends: (ZerobusError | undefined)[];

beforeEach(async () => {
  heard = [];
  ends = [];
  service = await GrpcService.start();
  transport = grpcTransport({ target: new URL(`http://127.0.0.1:${service.port}`) }, "zerobus-gen/1 test");
});

afterEach(() => {
  transport.close();
  service.stop();
});

function start(headers: Readonly<Record<string, string>> = {}): Call {
  return transport.start(headers, {
    message: (said) => heard.push(said),
    ended: (error) => ends.push(error),
  });
}

const created = answer({ case: "createStreamResponse", value: { streamId: "s-1" } });
const ack = (offset: bigint): Buffer =>
  answer({ case: "ingestRecordResponse", value: { durabilityAckUpToOffset: offset } });

/** Resolves when the call is over; gives how. */
async function ended(): Promise<ZerobusError | undefined> {
  await vi.waitFor(() => expect(ends).toHaveLength(1), { interval: 5 });
  return ends[0];
}

describe("a call", () => {
  test("carries headers, and messages both ways, as they are and in order", async () => {
    const received: Buffer[] = [];
    let metadata = new Metadata();
    service.serve = (call) => {
      metadata = call.metadata;
      call.write(created);
      call.on("data", (bytes: Buffer) => {
        received.push(bytes);
        call.write(ack(BigInt(received.length - 1)));
      });
      call.on("end", () => call.end());
    };
    const call = start({ authorization: "Bearer t", "x-databricks-zerobus-table-name": "main.shop.orders" });
    const messages = [
      Buffer.from("one"),
      Uint8Array.of(0, 255),
      Buffer.alloc(0),
      new Uint8Array(5 * 2 ** 20).fill(7),
    ];
    let written = 0;
    for (const message of messages) call.write(message, () => written++);
    call.halfClose();
    expect(await ended()).toBeUndefined();
    expect(received.map((bytes, at) => Buffer.compare(bytes, messages[at] ?? Buffer.from("?")))).toEqual([
      0, 0, 0, 0,
    ]);
    expect(written).toBe(4);
    expect(heard).toEqual([
      { kind: "created", streamId: "s-1" },
      ...[0, 1, 2, 3].map((wireOffset) => ({ kind: "ack", wireOffset })),
    ]);
    expect(metadata.getMap()).toMatchObject({
      authorization: "Bearer t",
      "x-databricks-zerobus-table-name": "main.shop.orders",
      "user-agent": expect.stringMatching(/^zerobus-gen\/1 test grpc-node-js/),
    });
  });

  test("is still heard when our half of it is closed", async () => {
    service.serve = (call) => {
      call.resume();
      call.on("end", () => {
        call.write(ack(0n));
        call.end();
      });
    };
    start().halfClose();
    expect(await ended()).toBeUndefined();
    expect(heard).toEqual([{ kind: "ack", wireOffset: 0 }]);
  });

  test("is one of many on a connection", async () => {
    const peers = new Set<string>();
    service.serve = (call) => {
      peers.add(call.getPeer());
      call.end();
    };
    for (let at = 0; at < 5; at++) start();
    await vi.waitFor(() => expect(ends).toHaveLength(5), { interval: 5 });
    expect(peers.size).toBe(1);
  });

  test("is silent once it is cancelled, and the server knows", async () => {
    let cancelled = false;
    service.serve = (call) => {
      call.write(created);
      call.on("cancelled", () => {
        cancelled = true;
      });
    };
    const call = start();
    await vi.waitFor(() => expect(heard).toHaveLength(1), { interval: 5 });
    call.cancel();
    call.write(Buffer.from("late"), () => {});
    await vi.waitFor(() => expect(cancelled).toBe(true), { interval: 5 });
    expect(ends).toEqual([]);
  });
});

describe("the end of a call", () => {
  test.each([
    ["invalid_argument", status.INVALID_ARGUMENT],
    ["unauthenticated", status.UNAUTHENTICATED],
    ["permission_denied", status.PERMISSION_DENIED],
    ["table_not_found", status.NOT_FOUND],
    ["unavailable", status.UNAVAILABLE],
    ["unavailable", status.CANCELLED],
  ])("is %s for the status %d", async (code, number) => {
    service.serve = (call) => call.emit("error", { code: number, details: "because" });
    start();
    const error = await ended();
    expect(error).toMatchObject({ code });
    expect(error?.message).toContain(`the server said: because (gRPC status ${number})`);
  });

  test("is what the details of the status say", async () => {
    service.serve = (call) => {
      const info = new BinaryWriter()
        .tag(1, WireType.LengthDelimited)
        .string("SCHEMA_VALIDATION_FAILED")
        .finish();
      const details = new BinaryWriter().tag(3, WireType.LengthDelimited).fork();
      details.tag(1, WireType.LengthDelimited).string("type.googleapis.com/google.rpc.ErrorInfo");
      details.tag(2, WireType.LengthDelimited).bytes(info).join();
      const metadata = new Metadata();
      metadata.set("grpc-status-details-bin", Buffer.from(details.finish()));
      call.emit("error", { code: status.INVALID_ARGUMENT, details: "columns differ", metadata });
    };
    start();
    expect(await ended()).toMatchObject({ code: "schema_mismatch" });
  });

  test("is what the status says when its details are garbage", async () => {
    service.serve = (call) => {
      const metadata = new Metadata();
      metadata.set("grpc-status-details-bin", Buffer.from([0xff, 0xff, 0xff]));
      call.emit("error", { code: status.NOT_FOUND, details: "no table", metadata });
    };
    start();
    expect(await ended()).toMatchObject({ code: "table_not_found" });
  });

  test.each([
    ["bytes that are no message", Buffer.from([0xff, 0xff, 0xff, 0xff])],
    ["a message that is no answer", Buffer.alloc(0)],
    ["an ack without an offset", answer({ case: "ingestRecordResponse", value: {} })],
  ])("is a broken protocol after %s, and the server is told to stop", async (_, bytes) => {
    let cancelled = false;
    service.serve = (call) => {
      call.on("cancelled", () => {
        cancelled = true;
      });
      call.write(created);
      call.write(bytes);
      call.write(ack(0n));
    };
    start();
    expect(await ended()).toMatchObject({ code: "protocol" });
    await vi.waitFor(() => expect(cancelled).toBe(true), { interval: 5 });
    expect(heard).toEqual([{ kind: "created", streamId: "s-1" }]);
    expect(ends).toHaveLength(1);
  });

  test("is unavailable when the server dies", async () => {
    service.serve = () => service.stop();
    start();
    expect(await ended()).toMatchObject({ code: "unavailable", retryable: true });
  });

  test("is unavailable when nobody listens", async () => {
    service.stop();
    start();
    expect(await ended()).toMatchObject({ code: "unavailable", retryable: true });
  });
});

test.each(["s3cret\r\nx-evil: 1", "s3cret\u0000", "s3crét"])(
  "a header that cannot be sent ends the call, and is not shown",
  async (token) => {
    const call = start({ authorization: `Bearer ${token}` });
    let written = 0;
    call.write(Buffer.from("x"), () => written++);
    call.halfClose();
    const error = await ended();
    expect(error).toMatchObject({ code: "invalid_argument" });
    expect(inspect(error, { depth: 20, showHidden: true })).not.toMatch(/s3cr/);
    expect(written).toBe(1);
  },
);
