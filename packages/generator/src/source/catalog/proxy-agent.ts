import { type ClientRequest, type IncomingMessage, request as requestHttp } from "node:http";
import { Agent, type AgentOptions, type RequestOptions, request as requestHttps } from "node:https";
import { isIP, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { connect } from "node:tls";
import type { HttpProxy } from "./proxy-choice.js";

/** How long a proxy may take to open a tunnel. Whoever waits for an answer may have given up before. */
const timeoutMs = 30_000;

/** Opens connections to https servers through tunnels of a proxy, and keeps them as Node's own agent does. */
export class ProxyAgent extends Agent {
  readonly #proxy: HttpProxy;

  constructor(proxy: HttpProxy, options: AgentOptions = {}) {
    super({ keepAlive: true, ...options });
    this.#proxy = proxy;
  }

  override createConnection(
    options: RequestOptions,
    callback: (error: Error | null, socket: Duplex) => void = () => undefined,
  ): undefined {
    const host = (options.host ?? "").replace(/^\[|\]$/g, "");
    const authority = `${isIP(host) === 6 ? `[${host}]` : host}:${options.port ?? 443}`;
    openTunnel(this.#proxy, authority, this.options).then(
      (socket) =>
        callback(null, connect({ ...this.options, socket, host, servername: isIP(host) ? "" : host })),
      // The socket is there for the type only.
      (error: Error) => callback(error, new Socket()),
    );
  }
}

/** Has a proxy pass a connection on. @see https://www.rfc-editor.org/rfc/rfc9110#name-connect */
function openTunnel(proxy: HttpProxy, authority: string, options: AgentOptions): Promise<Socket> {
  const { host, port, authorization, isSecure, origin } = proxy;
  return new Promise((resolve, reject) => {
    const ask = {
      ...(isSecure && { ...options, servername: isIP(host) ? "" : host }),
      method: "CONNECT",
      host,
      port,
      path: authority,
      headers: {
        host: authority,
        ...(authorization !== undefined && { "proxy-authorization": authorization }),
      },
      agent: false,
      timeout: timeoutMs,
    };
    const asked: ClientRequest = isSecure ? requestHttps(ask) : requestHttp(ask);
    const refused = ({ statusCode }: IncomingMessage): void => {
      const mend = statusCode === 407 ? "; put user and password into its address" : "";
      asked.destroy();
      reject(new Error(`the proxy ${origin} answered ${statusCode} when asked for ${authority}${mend}`));
    };
    asked.on("connect", (answer, socket, head) => {
      if (answer.statusCode !== 200) return refused(answer);
      socket.setTimeout(0);
      // Bytes of the server that came with the answer belong to the tunnel.
      if (head.length > 0) socket.unshift(head);
      resolve(socket);
    });
    asked.on("response", refused);
    asked.on("timeout", () => asked.destroy(new Error(`it opened no tunnel within ${timeoutMs} ms`)));
    asked.on("error", ({ message }) => reject(new Error(`the proxy ${origin} is of no use: ${message}`)));
    asked.end();
  });
}
