import { setTimeout as sleep } from "node:timers/promises";
import { parseJson } from "@zerobus-gen/schema";
import { SourceError } from "./source-error.js";
import { isLoopback } from "./workspace-origin.js";

/** What was asked of a workspace, and how patiently. */
export interface CatalogRequest {
  readonly url: string;
  readonly method: "GET" | "POST";
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Texts that must never be shown, whatever the server says. */
  readonly secrets: readonly string[];
  readonly patience: Patience;
}

/** How long requests to a workspace may take. */
export interface Patience {
  /** Deadline of each attempt, answer included, in milliseconds. Default 30 000. */
  readonly timeoutMs?: number;
  /** Ends everything early. */
  readonly signal?: AbortSignal;
  /** Waits between attempts. Default: a timer. */
  readonly delay?: (ms: number) => Promise<void>;
}

/** A final answer: neither a failure worth a retry nor a redirect. */
export interface CatalogAnswer {
  readonly status: number;
  /** The body; undefined where it is not JSON. */
  readonly json: unknown;
}

const attempts = 4;
const firstDelayMs = 250;
const maxDelayMs = 10_000;
const maxBodyBytes = 8 * 1024 * 1024;

/**
 * Sends a request and reads the answer. Overload, server errors and a failing network are tried again, a
 * few times, a little later each time. Redirects are not followed: they would carry the token elsewhere.
 *
 * @throws SourceError where there is no final answer
 */
export async function sendCatalogRequest(request: CatalogRequest): Promise<CatalogAnswer> {
  const { signal, delay = (ms) => sleep(ms, undefined, signal && { signal }) } = request.patience;
  for (let attempt = 1; ; attempt++) {
    const outcome = await tryOnce(request);
    if ("answer" in outcome) return outcome.answer;
    if (attempt === attempts || !outcome.isTransient || signal?.aborted) throw outcome.error;
    const backoffMs = firstDelayMs * 2 ** (attempt - 1);
    await delay(Math.min(Math.max(backoffMs, outcome.retryAfterMs), maxDelayMs));
  }
}

type Outcome =
  | { readonly answer: CatalogAnswer }
  | { readonly error: SourceError; readonly isTransient: boolean; readonly retryAfterMs: number };

async function tryOnce(request: CatalogRequest): Promise<Outcome> {
  const { timeoutMs = 30_000, signal } = request.patience;
  const deadline = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(request.url, {
      method: request.method,
      headers: request.headers,
      ...(request.body !== undefined && { body: request.body }),
      redirect: "manual",
      signal: signal ? AbortSignal.any([deadline, signal]) : deadline,
    });
    const text = await readBody(response);
    return judge(request, response, text);
  } catch (error) {
    if (error instanceof SourceError) return { error, isTransient: false, retryAfterMs: 0 };
    const reason = deadline.aborted ? `no answer within ${timeoutMs} ms` : reasonOf(error);
    return {
      error: new SourceError(
        `cannot reach ${request.url}: ${hideSecrets(reason, request.secrets)}`,
        isLoopback(new URL(request.url).hostname)
          ? "is a local server running there? Start it with zerobus-gen dev"
          : "is DATABRICKS_HOST the address of the workspace, and can this machine reach it (proxy, VPN)?",
      ),
      isTransient: true,
      retryAfterMs: 0,
    };
  }
}

function judge(request: CatalogRequest, response: Response, text: string): Outcome {
  const { status } = response;
  if (status >= 300 && status < 400) {
    const error = new SourceError(
      `${request.url} answered with a redirect (${status}), which is not followed`,
      "is DATABRICKS_HOST the address of the workspace itself, like https://dbc-1234.cloud.databricks.com?",
    );
    return { error, isTransient: false, retryAfterMs: 0 };
  }
  if (status === 429 || status >= 500) {
    const error = new SourceError(
      `${request.url} answered ${status}${serverWords(parseJson(text), request.secrets)}`,
      status === 429
        ? "too many requests; try again in a minute"
        : "the workspace has trouble; try again later",
    );
    return {
      error,
      isTransient: true,
      retryAfterMs: Number(response.headers.get("retry-after")) * 1000 || 0,
    };
  }
  return { answer: { status, json: parseJson(text) } };
}

async function readBody(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > maxBodyBytes) {
      throw new SourceError(
        `${response.url} answered with more than ${maxBodyBytes} bytes`,
        "that is no table; is DATABRICKS_HOST the address of a workspace?",
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** What the server says about an error, ready to be shown behind a status: ` (PERMISSION_DENIED: ...)`. */
export function serverWords(json: unknown, secrets: readonly string[]): string {
  const { error_code: code, error, message, error_description: description } = Object(json);
  const words = [code ?? error, message ?? description].filter((word) => typeof word === "string").join(": ");
  if (words === "") return "";
  const printable = hideSecrets(words, secrets).replace(/[^ -~]+/g, " ");
  return ` (${printable.length > 300 ? `${printable.slice(0, 300)}...` : printable})`;
}

function hideSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((shown, secret) => (secret === "" ? shown : shown.replaceAll(secret, "***")), text);
}

/** `fetch` says only "fetch failed"; the reason is the cause. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return String(cause);
  return cause.message === "" && "code" in cause ? String(cause.code) : cause.message;
}
