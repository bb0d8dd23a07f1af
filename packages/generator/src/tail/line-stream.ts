import { type IncomingMessage, request } from "node:http";

/** An answer of a local server: its status, and its body a line at a time. */
export interface LineStream {
  readonly status: number;
  /** Ends when the server ends it, goes away, or the signal fires. A line that is cut off there is left out. */
  readonly lines: AsyncIterable<string>;
}

/**
 * Asks a local server for something that may never end: `fetch` gives up on an answer that is silent for minutes.
 * @throws {Error} as Node does: nothing listens there, the signal fired
 */
export function openLines(url: URL, signal: AbortSignal): Promise<LineStream> {
  return new Promise((resolve, reject) => {
    const asked = request(
      url,
      { signal, agent: false, headers: { accept: "application/json" } },
      (answer) => {
        resolve({ status: answer.statusCode ?? 0, lines: linesOf(answer) });
      },
    );
    asked.on("error", reject);
    asked.end();
  });
}

async function* linesOf(answer: IncomingMessage): AsyncGenerator<string, void> {
  answer.setEncoding("utf8");
  let begun = "";
  try {
    for await (const chunk of answer) {
      const lines = (begun + String(chunk)).split("\n");
      begun = lines.pop() ?? "";
      yield* lines;
    }
  } catch {
    // Gone in the middle of it: what came until then is whole.
    return;
  }
  if (begun !== "") yield begun;
}
