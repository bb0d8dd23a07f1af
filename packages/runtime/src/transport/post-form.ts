import { once } from "node:events";
import { type ClientRequest, type IncomingMessage, request as startRequest } from "node:http";
import { openRoute, type Route } from "./route.js";

/** Answers are a few KiB; one longer than this is none. */
const MAX_ANSWER_BYTES = 64 * 1024;

/** The answer to a form. */
export interface FormAnswer {
  readonly status: number;
  readonly body: string;
  /** When its head arrived, on the clock of `performance.now()`. */
  readonly arrivedAt: number;
}

/**
 * Posts a form along a route, on a connection of its own. Redirects are not followed: they would carry the
 * credentials somewhere else.
 *
 * @throws ZerobusError when there is no connection, and any other error when there is no whole answer.
 */
export async function postForm(
  route: Route,
  path: string,
  headers: Readonly<Record<string, string>>,
  form: URLSearchParams,
  signal: AbortSignal,
): Promise<FormAnswer> {
  const socket = await openRoute(route, "http/1.1", signal);
  const body = form.toString();
  // The route brings TLS along, so that this is plain HTTP on top of it.
  const request = startRequest({
    method: "POST",
    path,
    headers: {
      ...headers,
      host: route.target.host,
      accept: "application/json",
      "content-type": "application/x-www-form-urlencoded;charset=UTF-8",
      "content-length": Buffer.byteLength(body),
      connection: "close",
    },
    createConnection: () => socket,
  });
  // An error after the answer's head ends the reading of its body; unheard it would end the process.
  request.on("error", () => {});
  request.end(body);
  const answer = await answerTo(request);
  const arrivedAt = performance.now();
  return { status: answer.statusCode ?? 0, body: await readText(answer), arrivedAt };
}

async function answerTo(request: ClientRequest): Promise<IncomingMessage> {
  const [answer]: IncomingMessage[] = await once(request, "response");
  if (answer === undefined) throw new Error("no answer");
  return answer;
}

async function readText(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of answer) {
    const bytes: Buffer = chunk;
    length += bytes.byteLength;
    if (length > MAX_ANSWER_BYTES) throw new Error(`an answer of more than ${MAX_ANSWER_BYTES} bytes`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
}
