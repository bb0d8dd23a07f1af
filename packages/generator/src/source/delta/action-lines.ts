import { createReadStream } from "node:fs";
import { isJsonObject, type JsonObject, parseJson } from "@zerobus-gen/schema";

/** Longer is no action: the largest schemas have some megabytes. */
const maxLineBytes = 64 * 1024 * 1024;

/** A commit that ends in the middle of an action, or has none: whoever wrote it did not come to the end. */
export class TornCommit extends Error {
  override readonly name = "TornCommit";
}

/**
 * The actions of a commit that say what the table is. A commit may be larger than memory; only one line of it is kept.
 *
 * @throws TornCommit where its last line is no JSON, or it is empty
 */
export async function readActions(
  path: string,
  signal: AbortSignal | undefined,
): Promise<readonly JsonObject[]> {
  const actions: JsonObject[] = [];
  let last: string | undefined;
  let broken: string | undefined;
  for await (const line of lines(path, signal)) {
    if (line.trim() === "") continue;
    last = line;
    // Most lines are files of the table. Parsing those would take the time of reading the table.
    if (!line.includes('"metaData"') && !line.includes('"protocol"')) continue;
    const json = parseJson(line);
    if (isJsonObject(json)) actions.push(json);
    else broken ??= line;
  }
  if (last === undefined || !isJsonObject(parseJson(last))) {
    throw new TornCommit(last === undefined ? "it is empty" : "its last line is cut off");
  }
  if (broken !== undefined) throw new Error("a line of it is no action");
  return actions;
}

async function* lines(path: string, signal: AbortSignal | undefined): AsyncGenerator<string> {
  let rest: Buffer[] = [];
  let restBytes = 0;
  for await (const chunk of createReadStream(path, { signal, highWaterMark: 256 * 1024 })) {
    if (!Buffer.isBuffer(chunk)) continue;
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      yield Buffer.concat([...rest, chunk.subarray(start, end)]).toString("utf8");
      rest = [];
      restBytes = 0;
      start = end + 1;
    }
    rest.push(chunk.subarray(start));
    restBytes += chunk.length - start;
    if (restBytes > maxLineBytes) throw new Error(`a line of it has more than ${maxLineBytes} bytes`);
  }
  yield Buffer.concat(rest).toString("utf8");
}
