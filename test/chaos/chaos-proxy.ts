import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { NetworkFault, Side } from "./fault.js";

/** The network between client and server: forwards bytes, and does with them what it is told. */
export class ChaosProxy {
  /** Where connections lead to. */
  targetPort: number;
  /** Connections accepted so far. */
  connections = 0;
  readonly #server: Server;
  readonly #onBytes: (total: number) => void;
  readonly #links = new Set<Link>();
  readonly #faults = new Set<NetworkFault>();
  readonly #end = new AbortController();
  #upBytes = 0;

  private constructor(targetPort: number, onBytes: (total: number) => void) {
    this.targetPort = targetPort;
    this.#onBytes = onBytes;
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => this.#accept(socket));
  }

  /** Listens on a free port. `onBytes` hears how many the client has sent in all. */
  static async listen(targetPort: number, onBytes: (total: number) => void): Promise<ChaosProxy> {
    const proxy = new ChaosProxy(targetPort, onBytes);
    proxy.#server.listen(0, "127.0.0.1");
    await once(proxy.#server, "listening");
    return proxy;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  /** Lets a fault strike. Resolves when it is over. */
  async strike(fault: NetworkFault): Promise<void> {
    if (fault.kind === "reset-sockets") return this.#endAll(reset);
    if (fault.kind === "fin") return this.#endAll((socket) => socket.end());
    if (fault.kind === "refuse") this.#endAll(reset);
    this.#faults.add(fault);
    await this.#pause(fault.forMs);
    this.#faults.delete(fault);
    if (fault.kind === "drop") this.#endAll(reset);
  }

  async close(): Promise<void> {
    this.#end.abort();
    this.#server.close();
    this.#endAll((socket) => socket.destroy());
    await once(this.#server, "close");
  }

  #accept(client: Socket): void {
    this.connections++;
    client.on("error", () => {});
    if (this.#now("refuse") !== undefined) {
      reset(client);
      return;
    }
    const server = connect({ port: this.targetPort, host: "127.0.0.1", allowHalfOpen: true, noDelay: true });
    server.on("error", () => {});
    const link: Link = { client, server };
    this.#links.add(link);
    // What has closed in order has handed on everything; the rest of it may still be written.
    client.once("close", (failed) => (failed ? reset(server) : server.destroySoon()));
    server.once("close", (failed) => (failed ? reset(client) : client.destroySoon()));
    client.once("close", () => this.#links.delete(link));
    void this.#carry(client, server, "up");
    void this.#carry(server, client, "down");
  }

  async #carry(from: Socket, to: Socket, side: Side): Promise<void> {
    try {
      for await (const chunk of from) {
        if (side === "up") {
          this.#upBytes += chunk.length;
          this.#onBytes(this.#upBytes);
        }
        if ((await this.#pass(side)) && !to.write(chunk)) await room(to);
      }
      to.end();
    } catch {
      // One end is gone, and so is the other: their close says how.
      from.destroy();
    }
  }

  /** Resolves when a chunk may go on; false when it is lost. */
  async #pass(side: Side): Promise<boolean> {
    if (this.#on(side, "drop")) return false;
    while (this.#on(side, "stall-bytes") && !this.#end.signal.aborted) await this.#pause(5);
    const slow = this.#now("delay");
    if (slow !== undefined) await this.#pause(slow.chunkMs);
    return !this.#on(side, "drop");
  }

  #on(side: Side, kind: "stall-bytes" | "drop"): boolean {
    for (const fault of this.#faults) {
      if (fault.kind === kind && (fault.side === side || fault.side === "both")) return true;
    }
    return false;
  }

  #now<K extends NetworkFault["kind"]>(kind: K): Extract<NetworkFault, { kind: K }> | undefined {
    for (const fault of this.#faults) if (isKind(fault, kind)) return fault;
    return undefined;
  }

  #endAll(end: (socket: Socket) => void): void {
    for (const { client, server } of this.#links) {
      end(client);
      end(server);
    }
  }

  async #pause(ms: number): Promise<void> {
    await delay(ms, undefined, { signal: this.#end.signal }).catch(() => {});
  }
}

/** By RST. Where nothing is connected yet there is nothing to reset, and Node would wait for ever to do so. */
function reset(socket: Socket): void {
  if (socket.connecting || socket.destroyed) socket.destroy();
  else socket.resetAndDestroy();
}

/** Resolves when a socket takes more. Rejects when it never will. */
async function room(socket: Socket): Promise<void> {
  const end = new AbortController();
  const gone = (): void => end.abort();
  socket.once("close", gone);
  try {
    if (socket.destroyed) throw new Error("the socket is closed");
    await once(socket, "drain", { signal: end.signal });
  } finally {
    socket.off("close", gone);
  }
}

interface Link {
  readonly client: Socket;
  readonly server: Socket;
}

function isKind<K extends NetworkFault["kind"]>(
  fault: NetworkFault,
  kind: K,
): fault is Extract<NetworkFault, { kind: K }> {
  return fault.kind === kind;
}
