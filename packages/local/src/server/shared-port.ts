import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";

/** Who takes over a connection. The bytes read so far are back in the socket. */
export interface PortUsers {
  readonly http1: (socket: Socket) => void;
  readonly http2: (socket: Socket) => void;
}

/** With prior knowledge, as gRPC speaks it, HTTP/2 starts with these bytes. */
const HTTP2_PREFACE = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

const SILENCE_MS = 5_000;
const MAX_CONNECTIONS = 1000;

/**
 * One loopback port for two protocols. The first bytes of a connection tell which it is; a connection that
 * does not send them is dropped after a few seconds.
 */
export class SharedPort {
  readonly #server: Server;
  readonly #users: PortUsers;
  readonly #silenceMs: number;
  readonly #sockets = new Set<Socket>();

  private constructor(users: PortUsers, silenceMs: number) {
    this.#users = users;
    this.#silenceMs = silenceMs;
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => this.#welcome(socket));
    this.#server.maxConnections = MAX_CONNECTIONS;
  }

  /**
   * Starts listening on 127.0.0.1.
   * @param port 0 for any free one
   * @param silenceMs how long a connection may take to tell what it is
   */
  static async listen(port: number, users: PortUsers, silenceMs: number = SILENCE_MS): Promise<SharedPort> {
    const shared = new SharedPort(users, silenceMs);
    try {
      const listening = once(shared.#server, "listening");
      shared.#server.listen(port, "127.0.0.1");
      await listening;
    } catch (cause) {
      throw new Error(
        `cannot listen on port ${port} of 127.0.0.1: ${reasonOf(cause)}; choose another, or 0 for a free one`,
        { cause },
      );
    }
    return shared;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  /** Takes no more connections, and cuts those that have not ended by themselves after `graceMs`. */
  async close(graceMs: number): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    const cut = setTimeout(() => {
      for (const socket of this.#sockets) socket.destroy();
    }, graceMs);
    await closed;
    clearTimeout(cut);
  }

  #welcome(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once("close", () => this.#sockets.delete(socket));
    const drop = (): void => {
      socket.destroy();
    };
    const silence = setTimeout(drop, this.#silenceMs);
    let seen = Buffer.alloc(0);
    const read = (): void => {
      const chunk: Buffer | null = socket.read();
      if (chunk === null) return;
      seen = Buffer.concat([seen, chunk]);
      const use = this.#userOf(seen);
      if (use === undefined) return;
      leave();
      socket.unshift(seen);
      // HTTP/1 answers after its request has ended; for HTTP/2 the end of what the client sends is its end.
      socket.allowHalfOpen = use === this.#users.http1;
      use(socket);
    };
    const leave = (): void => {
      clearTimeout(silence);
      socket.off("readable", read).off("end", drop).off("error", drop).off("close", leave);
    };
    socket.on("readable", read).on("end", drop).on("error", drop).on("close", leave);
  }

  /** Undefined while the bytes may become either. */
  #userOf(seen: Buffer): ((socket: Socket) => void) | undefined {
    const length = Math.min(seen.length, HTTP2_PREFACE.length);
    if (seen.compare(HTTP2_PREFACE, 0, length, 0, length) !== 0) return this.#users.http1;
    return length === HTTP2_PREFACE.length ? this.#users.http2 : undefined;
  }
}

function reasonOf(cause: unknown): string {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  if (code === "EADDRINUSE") return "another program has it";
  if (code === "EACCES") return "this user may not";
  return cause instanceof Error ? cause.message : String(cause);
}
