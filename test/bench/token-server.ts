import { once } from "node:events";
import { createServer, type Server } from "node:http";

/** Gives a token to whoever asks: the official SDK does before it opens a stream. */
export class TokenServer implements AsyncDisposable {
  readonly address: string;
  readonly #server: Server;

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.address = `http://127.0.0.1:${port}`;
  }

  static async start(): Promise<TokenServer> {
    const token = JSON.stringify({ access_token: "any", token_type: "Bearer", expires_in: 3600 });
    const server = createServer((request, response) => {
      request.resume();
      response.writeHead(200, { "content-type": "application/json" }).end(token);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    return new TokenServer(server, typeof address === "object" && address !== null ? address.port : 0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }
}
