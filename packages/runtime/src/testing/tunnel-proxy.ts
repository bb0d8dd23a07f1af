import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { connect, type Socket } from "node:net";
import { testServer } from "./test-certificates.js";

/** What the proxy was asked for. */
export interface TunnelRequest {
  /** `host:port` that the tunnel was to lead to. */
  readonly authority: string | undefined;
  readonly hostHeader: string | undefined;
  readonly authorization: string | undefined;
}

/** A real `CONNECT` proxy on this machine, which leads every name to this machine too. */
export class TunnelProxy {
  readonly asked: TunnelRequest[] = [];
  /** What it answers: 200 opens the tunnel; nothing leaves the client waiting. */
  status: number | undefined = 200;
  /** Where tunnels lead whatever the port that is asked for. */
  leadsToPort: number | undefined;
  /** Connections accepted so far. */
  accepted = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(secure: boolean) {
    this.#server = secure ? createSecureServer(testServer) : createServer();
    this.#server.on("connection", (socket: Socket) => {
      this.accepted++;
      this.#keep(socket);
    });
    this.#server.on("request", (_request, response) => response.writeHead(405).end());
    this.#server.on("connect", (request, socket: Socket) => {
      const { host, "proxy-authorization": authorization } = request.headers;
      this.asked.push({ authority: request.url, hostHeader: host, authorization });
      this.#keep(socket);
      if (this.status === undefined) return void socket.resume().once("end", () => socket.destroy());
      if (this.status !== 200) return void socket.end(`HTTP/1.1 ${this.status} No\r\n\r\n`);
      const port = this.leadsToPort ?? Number(/:(\d+)$/.exec(request.url ?? "")?.[1]);
      const onward = this.#keep(connect(port, "127.0.0.1"));
      onward.once("connect", () => {
        socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
        socket.pipe(onward).pipe(socket);
      });
      onward.once("close", () => socket.destroy());
      socket.once("close", () => onward.destroy());
    });
  }

  static async start(options: { readonly secure?: boolean } = {}): Promise<TunnelProxy> {
    const proxy = new TunnelProxy(options.secure ?? false);
    proxy.#server.listen(0, "127.0.0.1");
    await once(proxy.#server, "listening");
    return proxy;
  }

  get port(): number {
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("the proxy does not listen");
    return address.port;
  }

  /** Open connections, those to the proxy and those onward. */
  get connections(): number {
    return this.#sockets.size;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, "close");
  }

  #keep(socket: Socket): Socket {
    this.#sockets.add(socket);
    socket.on("error", () => {});
    socket.once("close", () => this.#sockets.delete(socket));
    return socket;
  }
}
