import { onTestFinished } from "vitest";
import type { StateView } from "../console/views.js";
import type { LocalZerobus } from "../index.js";

/** Asks the console of a server; the path is that below its API. */
export function ask(local: LocalZerobus, path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`${local.endpoint}/console/api${path}`, init);
}

/** Sends JSON to the console of a server. */
export function send(local: LocalZerobus, path: string, json: unknown): Promise<Response> {
  const headers = { "content-type": "application/json" };
  return ask(local, path, { method: "POST", headers, body: JSON.stringify(json) });
}

/** The state of a server, as its console tells it. */
export async function stateOf(local: LocalZerobus): Promise<StateView> {
  const response = await ask(local, "/state");
  return (await response.json()) as StateView;
}

/** One event, as it came. */
export interface ServerEvent {
  readonly name: string;
  readonly data: unknown;
}

/** The events of a server, until the test is over. */
export async function* eventsOf(local: LocalZerobus): AsyncGenerator<ServerEvent, void> {
  for await (const block of blocksOf(await ask(local, "/events"), "\n\n")) {
    const [, name = "", data = ""] = /^event: (\w+)\ndata: (.*)$/.exec(block) ?? [];
    yield { name, data: JSON.parse(data) };
  }
}

/** The lines of an answer as they come, until it ends or the test is over. */
export async function* linesOf(response: Response): AsyncGenerator<unknown, void> {
  for await (const line of blocksOf(response, "\n")) yield JSON.parse(line);
}

async function* blocksOf(response: Response, end: string): AsyncGenerator<string, void> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (reader === undefined) return;
  onTestFinished(() => reader.cancel());
  let text = "";
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    text += read.value;
    for (let at = text.indexOf(end); at >= 0; at = text.indexOf(end)) {
      yield text.slice(0, at);
      text = text.slice(at + end.length);
    }
  }
}
