import { once } from "node:events";
import { createServer, type Http2Server, type ServerHttp2Session } from "node:http2";
import type { AddressInfo } from "node:net";
import { ScriptedCall } from "./scripted-call.js";
import { TcpGate } from "./tcp-gate.js";
import { Watched } from "./watched.js";

/**
 * A Zerobus server that does what a test tells it, on Node's own HTTP/2 and nothing else: what it says is under no
 * library's control, so that it can say what no good server would.
 */
export class ScriptedServer {
  /** Every call, in the order they came. */
  readonly calls: ScriptedCall[] = [];
  readonly #http: Http2Server;
  readonly #gate: TcpGate;
  readonly #sessions = new Set<ServerHttp2Session>();
  readonly #watched = new Watched();
  #taken = 0;

  private constructor(http: Http2Server, gate: TcpGate) {
    this.#http = http;
    this.#gate = gate;
    http.on("session", (session) => {
      this.#sessions.add(session);
      session.on("error", () => {});
      session.on("close", () => this.#sessions.delete(session));
    });
    http.on("stream", (stream, headers) => {
      this.calls.push(new ScriptedCall(stream, headers));
      this.#watched.changed();
    });
  }

  static async start(): Promise<ScriptedServer> {
    const http = createServer();
    http.listen(0, "127.0.0.1");
    await once(http, "listening");
    const { port } = http.address() as AddressInfo;
    return new ScriptedServer(http, await TcpGate.to(port));
  }

  /** Address for a client. */
  get endpoint(): string {
    return `http://127.0.0.1:${this.#gate.port}`;
  }

  /** TCP connections so far. */
  get connections(): number {
    return this.#gate.accepted;
  }

  /** Resolves with the next call that the test has not seen yet. */
  async nextCall(): Promise<ScriptedCall> {
    const at = this.#taken++;
    return this.#watched.until(`call ${at + 1}`, () => this.calls[at]);
  }

  /** The next call, with the stream on it created. */
  async nextStream(): Promise<ScriptedCall> {
    const call = await this.nextCall();
    await call.creates();
    return call;
  }

  /** Breaks every TCP connection. */
  cut(): void {
    this.#gate.cut();
  }

  /** Lets nothing pass on the present TCP connections, without a word. */
  freeze(): void {
    this.#gate.freeze();
  }

  /** Closes new TCP connections at once, or lets them through again. */
  refuse(refuses: boolean): void {
    this.#gate.refuse(refuses);
  }

  async close(): Promise<void> {
    await this.#gate.close();
    for (const session of this.#sessions) session.destroy();
    this.#http.close();
    await once(this.#http, "close");
  }
}
