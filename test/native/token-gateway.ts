import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * Passes token requests on to a server, and answers 503 while that is gone: as a workspace does, which is another host
 * than the one that rows go to. The client ends a stream for good when its token request is cut off half-way, and a
 * server that is killed cuts off whatever it is at.
 */
export class TokenGateway implements AsyncDisposable {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async before(endpoint: string): Promise<TokenGateway> {
    const server = createServer(async (request, response) => {
      const { status, body } = await passedOn(endpoint, request);
      response.writeHead(status, { "content-type": "application/json" }).end(body);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new TokenGateway(server);
  }

  get port(): number {
    const address: AddressInfo | string | null = this.#server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }
}

async function passedOn(
  endpoint: string,
  request: IncomingMessage,
): Promise<{ status: number; body: string }> {
  const { method = "GET", url = "/", headers } = request;
  const kept = { authorization: `${headers.authorization}`, "content-type": `${headers["content-type"]}` };
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const answer = await fetch(`${endpoint}${url}`, { method, headers: kept, body });
    return { status: answer.status, body: await answer.text() };
  } catch {
    return { status: 503, body: '{"error":"temporarily_unavailable"}' };
  }
}
