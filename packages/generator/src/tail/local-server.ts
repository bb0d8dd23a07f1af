import { SourceError } from "../source/source-error.js";
import { type LineStream, openLines } from "./line-stream.js";

/** A row as the server writes it: column name to value. */
export type TailedRow = Readonly<Record<string, unknown>>;

/** Nothing answers at the address. */
export class NobodyThereError extends SourceError {
  override readonly name: string = "NobodyThereError";
}

/** Where a local server runs: what is given, else what clients are pointed to, else where `dev` listens. */
export function localAddress(given: string | undefined, emulator: string | undefined): URL {
  const text = given ?? (emulator === undefined || emulator === "" ? "127.0.0.1:8099" : emulator);
  const address = text.includes("://") ? text : `http://${text}`;
  if (URL.canParse(address) && new URL(address).protocol === "http:") return new URL(new URL(address).origin);
  throw new SourceError(
    `${given === undefined ? "ZEROBUS_EMULATOR_HOST" : "--endpoint"} is no address of a local server`,
    "write it as 127.0.0.1:8099",
  );
}

/** The newest rows of a table, oldest first. @throws SourceError when there is no such table, or no server */
export async function newestRows(
  server: URL,
  table: string,
  limit: number,
  signal: AbortSignal,
): Promise<readonly TailedRow[]> {
  const { lines } = await ask(server, table, "rows", limit, signal);
  let text = "";
  for await (const line of lines) text += line;
  const { rows }: { rows: readonly TailedRow[] } = JSON.parse(text);
  return rows.toReversed();
}

/**
 * The newest rows of a table, and then each as it is committed. Ends when the server goes away.
 * @throws SourceError when there is no such table, or no server; and when the table is dropped
 */
export async function* followRows(
  server: URL,
  table: string,
  limit: number,
  signal: AbortSignal,
): AsyncGenerator<TailedRow, void> {
  const { lines } = await ask(server, table, "tail", limit, signal);
  for await (const line of lines) {
    const row: TailedRow = JSON.parse(line);
    if (isDropped(row)) throw new SourceError(`table ${table} was dropped`);
    yield row;
  }
}

/** The last line of a table that is no more. */
function isDropped(row: TailedRow): boolean {
  return row.error_code === "TABLE_DOES_NOT_EXIST" && Object.keys(row).join() === "error_code,message";
}

async function ask(
  server: URL,
  table: string,
  what: "rows" | "tail",
  limit: number,
  signal: AbortSignal,
): Promise<LineStream> {
  const path = `/console/api/tables/${encodeURIComponent(table)}/${what}?limit=${limit}`;
  const answer = await open(new URL(path, server), signal);
  if (answer.status === 200) return answer;
  const message = await messageOf(answer);
  if (answer.status !== 404) throw new SourceError(`${server.host} answers ${answer.status}: ${message}`);
  const names = await tableNames(server, signal);
  const known = names.length === 0 ? "there are no tables" : `there are ${names.join(", ")}`;
  throw new SourceError(`the local server at ${server.host} has no table ${table}`, known);
}

async function tableNames(server: URL, signal: AbortSignal): Promise<readonly string[]> {
  const { status, lines } = await open(new URL("/", server), signal);
  let text = "";
  for await (const line of lines) text += line;
  if (status !== 200) return [];
  try {
    const { tables }: { tables?: unknown } = JSON.parse(text);
    return Array.isArray(tables) ? tables.slice(0, 20).map(String) : [];
  } catch {
    return [];
  }
}

async function open(url: URL, signal: AbortSignal): Promise<LineStream> {
  try {
    return await openLines(url, signal);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new NobodyThereError(
      `no local server answers at ${url.host} (${code})`,
      "start it: zerobus-gen dev; or say where it is: --endpoint, ZEROBUS_EMULATOR_HOST",
    );
  }
}

async function messageOf({ lines }: LineStream): Promise<string> {
  let text = "";
  for await (const line of lines) text += line;
  try {
    const { message }: { message?: unknown } = JSON.parse(text);
    return String(message);
  } catch {
    return text.slice(0, 200);
  }
}
