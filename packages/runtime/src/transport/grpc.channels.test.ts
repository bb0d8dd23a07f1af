import { once } from "node:events";
import { createServer, type Http2Server, type ServerHttp2Stream } from "node:http2";
import type { Socket } from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ZerobusError } from "../errors.js";
import { grpcTransport } from "./grpc.js";
import type { Call, Transport } from "./transport.js";

let server: Http2Server;
let transport: Transport;
/** Connections so far; those that are over have ended. */
let sockets: Socket[];
/** Calls that have arrived, none of which is answered by itself. */
let streams: ServerHttp2Stream[];

beforeEach(async () => {
  sockets = [];
  streams = [];
  server = createServer();
  server.on("connection", (socket: Socket) => sockets.push(socket));
  server.on("stream", (stream) => {
    stream.on("error", () => {});
    streams.push(stream);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = address !== null && typeof address === "object" ? address.port : 0;
  transport = grpcTransport({ target: new URL(`http://127.0.0.1:${port}`) }, "test");
});

afterEach(async () => {
  transport.close();
  for (const socket of sockets) socket.destroy();
  server.close();
  await once(server, "close");
});

function start(ended: (error: ZerobusError | undefined) => void = () => {}): Call {
  return transport.start({}, { message: () => {}, ended });
}

async function arrived(count: number): Promise<void> {
  await vi.waitFor(() => expect(streams).toHaveLength(count), { interval: 5, timeout: 5_000 });
}

test("calls share a connection, until one gets no answer: the next ones have one of their own", async () => {
  const [one, other] = [start(), start()];
  await arrived(2);
  expect(sockets).toHaveLength(1);
  one.abandon();
  start();
  await arrived(3);
  // That the other one got no answer either says nothing of the new connection.
  other.abandon();
  other.abandon();
  start();
  await arrived(4);
  expect(sockets).toHaveLength(2);
  expect([streams[2]?.session, streams[0]?.session === streams[2]?.session]).toEqual([
    streams[3]?.session,
    false,
  ]);
});

test("a call that is alive on the old connection goes on to its end, with which the connection ends too", async () => {
  const ends: (ZerobusError | undefined)[] = [];
  const silent = start();
  start((error) => ends.push(error));
  await arrived(2);
  silent.abandon();
  start();
  await arrived(3);
  expect([ends, sockets[0]?.destroyed]).toEqual([[], false]);
  streams[1]?.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
  streams[1]?.on("wantTrailers", () => streams[1]?.sendTrailers({ "grpc-status": "0" }));
  streams[1]?.end();
  await vi.waitFor(() => expect(ends).toEqual([undefined]), { interval: 5, timeout: 5_000 });
  await vi.waitFor(() => expect(sockets[0]?.destroyed).toBe(true), { interval: 5, timeout: 5_000 });
  expect(sockets[1]?.destroyed).toBe(false);
});

test("a hundred calls go over one connection, and the next over another, until there is room again", async () => {
  const calls = Array.from({ length: 150 }, () => start());
  await arrived(150);
  expect(sockets).toHaveLength(2);
  for (const call of calls.slice(0, 20)) call.cancel();
  await vi.waitFor(() => expect(streams.filter(({ closed }) => closed)).toHaveLength(20), { interval: 5 });
  for (let more = 0; more < 70; more++) start();
  await arrived(220);
  expect(sockets).toHaveLength(2);
  start();
  await arrived(221);
  expect(sockets).toHaveLength(3);
});
