import { once } from "node:events";
import { type ClientRequest, type IncomingMessage, request as startRequest } from "node:http";
import { openRoute, type Route } from "./route.js";

/** The answer to a request. */
export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
  /** When its head arrived, on the clock of `performance.now()`. */
  readonly arrivedAt: number;
}

/** What is asked of a server. */
export interface HttpQuestion {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Makes it a POST. */
  readonly form?: URLSearchParams;
  /** An answer that is longer is none. */
  readonly maxAnswerBytes: number;
}

/**
 * Asks along a route, on a connection of its own. Redirects are not followed: they would carry the credentials
 * somewhere else.
 *
 * @throws ZerobusError when there is no connection, and any other error when there is no whole answer.
 */
export async function exchange(
  route: Route,
  { path, headers, form, maxAnswerBytes }: HttpQuestion,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const socket = await openRoute(route, "http/1.1", signal);
  const body = form?.toString();
  // The route brings TLS along, so that this is plain HTTP on top of it.
  const request = startRequest({
    method: body === undefined ? "GET" : "POST",
    path,
    headers: {
      ...headers,
      host: route.target.host,
      accept: "application/json",
      ...(body !== undefined && {
        "content-type": "application/x-www-form-urlencoded;charset=UTF-8",
        "content-length": Buffer.byteLength(body),
      }),
      connection: "close",
    },
    createConnection: () => socket,
  });
  // An error after the answer's head ends the reading of its body; unheard it would end the process.
  request.on("error", () => {});
  request.end(body);
  const answer = await answerTo(request);
  const arrivedAt = performance.now();
  return { status: answer.statusCode ?? 0, body: await readText(answer, maxAnswerBytes), arrivedAt };
}

async function answerTo(request: ClientRequest): Promise<IncomingMessage> {
  const [answer]: IncomingMessage[] = await once(request, "response");
  if (answer === undefined) throw new Error("no answer");
  return answer;
}

async function readText(answer: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of answer) {
    const bytes: Buffer = chunk;
    length += bytes.byteLength;
    if (length > maxBytes) throw new Error(`an answer of more than ${maxBytes} bytes`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
}
