import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { SharedPort } from "./shared-port.js";

const PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

describe(SharedPort, () => {
  it.each([
    ["http1", "a request line", ["GET / HTTP/1.1\r\n"]],
    ["http1", "a method that starts like the preface", ["PR", "OPFIND / HTTP/1.1\r\n"]],
    ["http1", "a preface of another version", ["PRI * HTTP/3.0\r\n\r\nSM\r\n\r\n"]],
    ["http1", "anything else", ["\u0000"]],
    ["http2", "the preface", [PREFACE]],
    ["http2", "the preface and what follows", [`${PREFACE}more`]],
    ["http2", "the preface byte by byte", [...PREFACE]],
  ])("gives %s a connection that starts with %s, no byte missing", async (protocol, _, chunks) => {
    const { port, given } = await listening();
    const socket = await connected(port);
    for (const chunk of chunks) await write(socket, chunk);
    const wanted = chunks.join("");
    await vi.waitFor(() => expect(given).toEqual([`${protocol}: ${wanted}`]));
  });

  it("says of a port that it is taken", async () => {
    const { port } = await listening();
    const users = { http1: () => {}, http2: () => {} };
    await expect(SharedPort.listen(port, users)).rejects.toThrow(
      `cannot listen on port ${port} of 127.0.0.1: another program has it; choose another, or 0 for a free one`,
    );
  });

  it("drops a connection that stays silent, or stops within the preface", async () => {
    const { port, given } = await listening(20);
    const silent = await connected(port);
    const hesitant = await connected(port);
    await write(hesitant, "PRI *");
    await Promise.all([once(silent, "close"), once(hesitant, "close")]);
    expect(given).toEqual([]);
  });

  it("leaves a connection alone that it has given away, silent or half closed", async () => {
    const { port, given } = await listening(20);
    const asking = await connected(port);
    asking.end("GET");
    const silent = await connected(port);
    await once(silent, "close");
    expect(given).toEqual(["http1: GET"]);
    expect(asking.readableEnded).toBe(false);
  });

  it("closes an HTTP/2 connection whose client has ended it", async () => {
    const { port, given } = await listening();
    const socket = await connected(port);
    socket.end(PREFACE);
    await once(socket, "close");
    expect(given).toEqual([`http2: ${PREFACE}`]);
  });

  it("drops a connection that ends within the preface", async () => {
    const { port } = await listening();
    const socket = await connected(port);
    socket.end("PRI");
    await once(socket, "close");
  });

  it("says which port is taken", async () => {
    const { port } = await listening();
    await expect(SharedPort.listen(port, { http1: () => {}, http2: () => {} })).rejects.toThrow(
      `port ${port} of 127.0.0.1`,
    );
  });

  it("cuts what does not end by itself when it closes", async () => {
    const { port, shared } = await listening();
    const [deciding, handedOver] = [await connected(port), await connected(port)];
    await write(handedOver, "GET");
    const closed = Promise.all([gone(deciding), gone(handedOver)]);
    await shared.close(0);
    await closed;
    await expect(connected(port)).rejects.toThrow("ECONNREFUSED");
  });
});

/** Resolves when a connection is closed, also when it was reset. */
function gone(socket: Socket): Promise<void> {
  socket.on("error", () => {});
  return new Promise((resolve) => socket.once("close", () => resolve()));
}

interface Listening {
  readonly shared: SharedPort;
  readonly port: number;
  /** Who got a connection, and everything that came over it. */
  readonly given: string[];
}

async function listening(silenceMs?: number): Promise<Listening> {
  const given: string[] = [];
  const record =
    (protocol: string) =>
    (socket: Socket): void => {
      const index = given.push(`${protocol}: `) - 1;
      socket.on("data", (bytes) => {
        given[index] += bytes.toString();
      });
    };
  const shared = await SharedPort.listen(0, { http1: record("http1"), http2: record("http2") }, silenceMs);
  onTestFinished(() => shared.close(0));
  return { shared, port: shared.port, given };
}

async function connected(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  socket.setNoDelay(true);
  await once(socket, "connect");
  onTestFinished(() => {
    socket.destroy();
  });
  return socket;
}

function write(socket: Socket, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.write(text, (error) => (error ? reject(error) : resolve()));
  });
}
