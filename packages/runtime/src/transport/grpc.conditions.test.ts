import { once } from "node:events";
import { constants, createServer, type Http2Server, type ServerHttp2Stream } from "node:http2";
import type { Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { ErrorCode, ZerobusError } from "../errors.js";
import { grpcTransport } from "./grpc.js";
import type { Transport } from "./transport.js";

let server: Http2Server;
let transport: Transport;
let sockets: Socket[];
let ends: (ZerobusError | undefined)[];
/** What the server does with a call, having heard its headers. */
let serve: (stream: ServerHttp2Stream) => void;

beforeEach(async () => {
  ends = [];
  sockets = [];
  server = createServer();
  server.on("connection", (socket: Socket) => sockets.push(socket));
  server.on("sessionError", () => {});
  server.on("stream", (stream) => {
    stream.on("error", () => {});
    serve(stream);
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

/** How a call ends. */
async function ended(): Promise<ZerobusError | undefined> {
  const end = ends;
  transport.start({}, { message: () => {}, ended: (error) => end.push(error) });
  await vi.waitFor(() => expect(ends).toHaveLength(1), { interval: 5, timeout: 5_000 });
  return ends[0];
}

describe("an answer of HTTP that is none of gRPC", () => {
  test.each<[number, ErrorCode]>([
    [400, "unavailable"],
    [401, "unauthenticated"],
    [403, "permission_denied"],
    [404, "unimplemented"],
    [408, "unavailable"],
    [413, "unavailable"],
    [429, "unavailable"],
    [500, "unavailable"],
    [502, "unavailable"],
    [503, "unavailable"],
    [504, "unavailable"],
  ])("with status %d is %s, with a page or without", async (status, code) => {
    const retryable = code === "unavailable";
    for (const page of [undefined, `<html>${"x".repeat(2_000)}</html>`]) {
      serve = (stream) => {
        stream.respond({ ":status": status, "content-type": "text/html" }, { endStream: page === undefined });
        if (page !== undefined) stream.end(page);
      };
      const error = await ended();
      expect(error).toMatchObject({ code, retryable });
      expect(error?.message).toContain(`${status}`);
      if (status === 404) expect(error?.hint).toContain("is no Zerobus endpoint");
      ends = [];
    }
  });

  test("with status 200 is unavailable, with a page or without", async () => {
    for (const page of ["<html>hello</html>", ""]) {
      serve = (stream) => {
        stream.respond({ ":status": 200, "content-type": "text/html" });
        stream.end(page);
      };
      expect(await ended()).toMatchObject({ code: "unavailable", retryable: true });
      ends = [];
    }
  });
});

describe("a status of gRPC", () => {
  test.each<[string, ErrorCode]>([
    ["3", "invalid_argument"],
    ["16", "unauthenticated"],
    ["99", "unavailable"],
    ["x", "unavailable"],
  ])("%j, in headers alone or in trailers, is %s", async (grpcStatus, code) => {
    serve = (stream) => {
      stream.respond(
        { ":status": 200, "grpc-status": grpcStatus, "grpc-message": "why" },
        { endStream: true },
      );
    };
    expect(await ended()).toMatchObject({ code });
    ends = [];
    serve = (stream) => {
      stream.respond({ ":status": 200 }, { waitForTrailers: true });
      stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": grpcStatus }));
      stream.end();
    };
    expect(await ended()).toMatchObject({ code });
  });

  test("wins over the status of HTTP", async () => {
    serve = (stream) => stream.respond({ ":status": 503, "grpc-status": "5" }, { endStream: true });
    expect(await ended()).toMatchObject({ code: "table_not_found" });
  });
});

describe("a call reset with", () => {
  test.each<[keyof typeof constants, ErrorCode]>([
    ["NGHTTP2_NO_ERROR", "unavailable"],
    ["NGHTTP2_PROTOCOL_ERROR", "unavailable"],
    ["NGHTTP2_INTERNAL_ERROR", "unavailable"],
    ["NGHTTP2_FLOW_CONTROL_ERROR", "unavailable"],
    ["NGHTTP2_STREAM_CLOSED", "unavailable"],
    ["NGHTTP2_FRAME_SIZE_ERROR", "unavailable"],
    ["NGHTTP2_REFUSED_STREAM", "unavailable"],
    ["NGHTTP2_CANCEL", "unavailable"],
    ["NGHTTP2_ENHANCE_YOUR_CALM", "unavailable"],
    ["NGHTTP2_INADEQUATE_SECURITY", "permission_denied"],
    ["NGHTTP2_HTTP_1_1_REQUIRED", "unavailable"],
  ])("%s is %s, before headers and after", async (name, code) => {
    for (const responds of [false, true]) {
      serve = (stream) => {
        if (responds) stream.respond({ ":status": 200, "content-type": "application/grpc" });
        stream.close(Number(constants[name]));
      };
      expect(await ended()).toMatchObject({ code, retryable: code === "unavailable" });
      ends = [];
    }
  });
});

describe("a connection", () => {
  test.each<[string, (stream: ServerHttp2Stream) => void]>([
    ["that is lost", () => sockets[0]?.destroy()],
    ["that ends with GOAWAY", (stream) => stream.session?.goaway(constants.NGHTTP2_NO_ERROR, 0)],
    [
      "that ends with an angry GOAWAY",
      (stream) => stream.session?.goaway(constants.NGHTTP2_ENHANCE_YOUR_CALM, 0),
    ],
    ["that is destroyed", (stream) => stream.session?.destroy(undefined, constants.NGHTTP2_INTERNAL_ERROR)],
  ])("%s ends its calls as unavailable", async (_, end) => {
    serve = (stream) => {
      stream.respond({ ":status": 200, "content-type": "application/grpc" });
      end(stream);
      setImmediate(() => stream.session?.destroy());
    };
    expect(await ended()).toMatchObject({ code: "unavailable", retryable: true });
  });
});
