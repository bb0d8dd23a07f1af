import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** A TCP port in front of another one, whose connections can be cut, frozen and refused. */
export class TcpGate {
  readonly #server: Server;
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  #refuses = false;
  /** Connections accepted so far, the refused ones too. */
  accepted = 0;

  private constructor(target: number) {
    // Without a pause before small packets, of which these conversations consist.
    this.#server = createServer({ noDelay: true }, (outer) => this.#accept(outer, target));
  }

  /** Opens a gate to a port of this machine. */
  static async to(target: number): Promise<TcpGate> {
    const gate = new TcpGate(target);
    gate.#server.listen(0, "127.0.0.1");
    await once(gate.#server, "listening");
    return gate;
  }

  get port(): number {
    const address = this.#server.address() as AddressInfo;
    return address.port;
  }

  /** Every connection breaks, as when a peer's machine restarts. */
  cut(): void {
    for (const [outer, inner] of this.#pairs) {
      outer.resetAndDestroy();
      inner.destroy();
    }
  }

  /** Nothing moves on any present connection, and nobody says so, as when a cable is pulled. */
  freeze(): void {
    for (const [outer, inner] of this.#pairs) {
      outer.unpipe(inner);
      inner.unpipe(outer);
      outer.pause();
      inner.pause();
    }
  }

  /** From now on new connections are closed at once, or let through again. */
  refuse(refuses: boolean): void {
    this.#refuses = refuses;
  }

  async close(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, "close");
  }

  #accept(outer: Socket, target: number): void {
    this.accepted++;
    outer.on("error", () => {});
    if (this.#refuses) {
      outer.destroy();
      return;
    }
    const inner = connect({ port: target, host: "127.0.0.1", noDelay: true });
    inner.on("error", () => {});
    const pair = [outer, inner] as const;
    this.#pairs.add(pair);
    const end = (): void => {
      this.#pairs.delete(pair);
      outer.destroy();
      inner.destroy();
    };
    outer.on("close", end).pipe(inner);
    inner.on("close", end).pipe(outer);
  }
}
