import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { ChaosProxy } from "./chaos-proxy.js";

/** A server that says everything back, behind a proxy, and a client of it. */
async function echo(): Promise<{ readonly proxy: ChaosProxy; readonly client: Socket }> {
  const server: Server = createServer((socket) => socket.on("error", () => {}).pipe(socket));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const proxy = await ChaosProxy.listen(
    typeof address === "object" && address !== null ? address.port : 0,
    () => {},
  );
  const client = connect(proxy.port, "127.0.0.1");
  onTestFinished(async () => {
    client.destroy();
    await proxy.close();
    server.close();
    await once(server, "close");
  });
  await once(client, "connect");
  return { proxy, client };
}

async function heard(client: Socket): Promise<string> {
  const [bytes]: Buffer[] = await once(client, "data");
  return String(bytes);
}

describe(ChaosProxy, () => {
  it("passes bytes on, both ways, and the end", async () => {
    const { client } = await echo();
    client.write("one");
    expect(await heard(client)).toBe("one");
    client.end();
    await once(client.resume(), "end");
  });

  it("holds bytes back while it stalls, and loses none", async () => {
    const { proxy, client } = await echo();
    const stalled = proxy.strike({ kind: "stall-bytes", side: "down", forMs: 100 });
    client.write("one");
    const first = await Promise.race([heard(client), stalled.then(() => "nothing yet")]);
    expect(first).toBe("nothing yet");
    expect(await heard(client)).toBe("one");
  });

  it("loses what it drops, and resets the connection afterwards", async () => {
    const { proxy, client } = await echo();
    const reset = once(client, "error");
    const dropped = proxy.strike({ kind: "drop", side: "up", forMs: 50 });
    client.write("one");
    client.once("data", () => expect.fail("nothing is to arrive"));
    await dropped;
    expect((await reset)[0]).toMatchObject({ code: "ECONNRESET" });
  });

  it("resets connections, and refuses new ones while it is told to", async () => {
    const { proxy, client } = await echo();
    const reset = once(client, "error");
    const refused = proxy.strike({ kind: "refuse", forMs: 200 });
    expect((await reset)[0]).toMatchObject({ code: "ECONNRESET" });
    const late = connect(proxy.port, "127.0.0.1");
    expect((await once(late, "error"))[0]).toMatchObject({ code: "ECONNRESET" });
    await refused;
    const later = connect(proxy.port, "127.0.0.1");
    onTestFinished(() => void later.destroy());
    later.write("two");
    expect(await heard(later)).toBe("two");
  });

  it("ends connections in order", async () => {
    const { proxy, client } = await echo();
    const ended = once(client.resume(), "end");
    await proxy.strike({ kind: "fin" });
    await ended;
  });
});
