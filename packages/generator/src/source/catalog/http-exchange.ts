import { type Agent as HttpAgent, type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";

/** One request, and how much of an answer is taken. */
export interface HttpRequest {
  readonly url: string;
  readonly method: "GET" | "POST";
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Deadline, answer included, in milliseconds. */
  readonly timeoutMs: number;
  /** Most bytes of an answer. */
  readonly maxBytes: number;
  /** Ends the exchange early. */
  readonly signal?: AbortSignal;
  /** Opens the connections. Default: the agent of Node, which goes the direct way. */
  readonly agent?: HttpAgent;
}

/** The whole answer. */
export interface HttpAnswer {
  readonly status: number;
  /** Undefined where there is none; headers that came twice are joined. */
  readonly header: (name: string) => string | undefined;
  readonly body: Buffer;
}

/** An answer that is larger than anyone would need. */
export class AnswerTooLarge extends Error {
  override readonly name = "AnswerTooLarge";
}

/**
 * Sends a request and reads the answer, whatever its status. Redirects are answers like any other.
 *
 * @throws AnswerTooLarge, or another Error whose message says what went wrong
 */
export async function exchange(request: HttpRequest): Promise<HttpAnswer> {
  const { timeoutMs, signal } = request;
  signal?.throwIfAborted();
  const abort = new AbortController();
  const stop = (): void => abort.abort(signal?.reason);
  const late = new Error(`no answer within ${timeoutMs} ms`);
  const timer = setTimeout(() => abort.abort(late), timeoutMs);
  signal?.addEventListener("abort", stop, { once: true });
  try {
    const response = await send(request, abort.signal);
    return {
      status: response.statusCode ?? 0,
      header: (name) => response.headers[name]?.toString(),
      body: await readBody(response, request.maxBytes),
    };
  } catch (error) {
    throw abort.signal.aborted ? abort.signal.reason : error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
}

function send(
  { url, method, headers, body, agent }: HttpRequest,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const open = url.startsWith("https:") ? requestHttps : requestHttp;
  const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    // A request that waits for its connection does not hear of the signal.
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    open(url, { method, headers: { ...headers, ...length }, signal, ...(agent && { agent }) })
      .on("response", resolve)
      .on("error", reject)
      .end(body);
  });
}

async function readBody(response: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    bytes += chunk.byteLength;
    // Leaving the loop destroys the connection.
    if (bytes > maxBytes) throw new AnswerTooLarge(`the answer has more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
