import { parseJson } from "@zerobus-gen/schema";

/** What was asked over HTTP. */
export interface HttpQuestion {
  readonly url: string;
  readonly method: "GET" | "POST";
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What came back: an answer, whatever its status, or the reason why there is none. */
export type HttpAnswer =
  | {
      readonly status: number;
      /** Undefined where the body is not JSON. */
      readonly json: unknown;
      readonly headers: Headers;
      /** How far the server's clock is ahead of ours; absent where it does not tell its time. */
      readonly clockSkewMs?: number;
    }
  | { readonly status?: never; readonly reason: string };

const maxBodyBytes = 1024 * 1024;

/** Asks once, without following redirects, which would take credentials elsewhere. Never throws. */
export async function askOverHttp(
  { url, ...request }: HttpQuestion,
  limits: { readonly timeoutMs: number; readonly signal: AbortSignal; readonly now: () => number },
): Promise<HttpAnswer> {
  // Not AbortSignal.any, which the oldest Node 20 lacks.
  const inTime = new AbortController();
  const end = (): void => inTime.abort();
  const timer = setTimeout(end, limits.timeoutMs);
  limits.signal.addEventListener("abort", end, { once: true });
  const sentAt = limits.now();
  try {
    const response = await fetch(url, { ...request, redirect: "manual", signal: inTime.signal });
    const arrivedAt = limits.now();
    const text = await readText(response);
    const serverTime = Date.parse(response.headers.get("date") ?? "");
    const clockSkewMs = serverTime - (sentAt + arrivedAt) / 2;
    return {
      status: response.status,
      json: parseJson(text),
      headers: response.headers,
      ...(Number.isFinite(clockSkewMs) && { clockSkewMs }),
    };
  } catch (error) {
    if (inTime.signal.aborted) return { reason: `no answer within ${limits.timeoutMs} ms` };
    return { reason: reasonOf(error) };
  } finally {
    clearTimeout(timer);
    limits.signal.removeEventListener("abort", end);
    // A body that was not read to its end would keep the connection.
    inTime.abort();
  }
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > maxBodyBytes) return "";
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** `fetch` says only "fetch failed"; the reason is the cause. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return String(cause);
  const code = "code" in cause ? String(cause.code) : "";
  return cause.message === "" ? code : cause.message;
}
