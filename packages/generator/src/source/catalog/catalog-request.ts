import type { Agent } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { parseJson } from "@zerobus-gen/schema";
import { hideSecrets, printable } from "../printable.js";
import { SourceError } from "../source-error.js";
import { AnswerTooLarge, exchange, type HttpAnswer } from "./http-exchange.js";
import { retryAfterMs, retryDelayMs } from "./retry-delay.js";
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
  /** After so long no further attempt begins, in milliseconds. Default 120 000. */
  readonly budgetMs?: number;
  /** Ends everything early. */
  readonly signal?: AbortSignal;
  /** Waits between attempts. Default: a timer. */
  readonly delay?: (ms: number) => Promise<void>;
  /** Chance, from 0 to 1, for the waits. Default: `Math.random`. */
  readonly random?: () => number;
  /** Opens the connections, where the direct way is not the one. */
  readonly agent?: Agent;
}

/** A final answer: neither a failure worth a retry nor a redirect. */
export interface CatalogAnswer {
  readonly status: number;
  /** The body; undefined where it is not JSON. */
  readonly json: unknown;
}

const attempts = 5;
const maxBodyBytes = 8 * 1024 * 1024;

/**
 * Sends a request and reads the answer. Overload, server errors and a failing network are tried again, a
 * few times, a little later each time. Redirects are not followed: they would carry the token elsewhere.
 *
 * @throws SourceError where there is no final answer
 */
export async function sendCatalogRequest(request: CatalogRequest): Promise<CatalogAnswer> {
  const { signal, budgetMs = 120_000, random = Math.random } = request.patience;
  const { delay = (ms: number) => sleep(ms, undefined, signal && { signal }) } = request.patience;
  const lastMs = performance.now() + budgetMs;
  for (let attempt = 1; ; attempt++) {
    const outcome = await tryOnce(request);
    if ("answer" in outcome) return outcome.answer;
    if (signal?.aborted) throw new SourceError("reading was stopped");
    const pauseMs = retryDelayMs(attempt, outcome.askedMs, random());
    if (!outcome.isTransient || attempt === attempts) throw outcome.error;
    if (performance.now() + pauseMs > lastMs) throw tired(outcome, pauseMs);
    await delay(pauseMs).catch(() => undefined);
    if (signal?.aborted) throw new SourceError("reading was stopped");
  }
}

type Outcome = { readonly answer: CatalogAnswer } | Failure;

interface Failure {
  readonly error: SourceError;
  readonly isTransient: boolean;
  /** How long the server wants to be left alone. */
  readonly askedMs: number;
}

function tired({ error, askedMs }: Failure, pauseMs: number): SourceError {
  if (askedMs === 0) return error;
  return new SourceError(
    `${error.message}; it asks to be left alone for ${Math.ceil(pauseMs / 1000)} s`,
    "too long to wait here: try again then",
  );
}

async function tryOnce(request: CatalogRequest): Promise<Outcome> {
  const { timeoutMs = 30_000, signal, agent } = request.patience;
  const { url, method, headers, body } = request;
  try {
    const answer = await exchange({
      url,
      method,
      headers,
      ...(body !== undefined && { body }),
      timeoutMs,
      maxBytes: maxBodyBytes,
      ...(signal && { signal }),
      ...(agent && { agent }),
    });
    return judge(request, answer);
  } catch (error) {
    return noAnswer(request, error);
  }
}

function noAnswer({ url, secrets }: CatalogRequest, error: unknown): Failure {
  if (error instanceof AnswerTooLarge) {
    return failure(
      `${url} answered with more than ${maxBodyBytes} bytes`,
      "that is no table; is DATABRICKS_HOST the address of a workspace?",
    );
  }
  const reason = printable(hideSecrets(reasonOf(error), secrets));
  return failure(
    `cannot reach ${url}: ${reason}`,
    isLoopback(new URL(url).hostname)
      ? "is a local server running there? Start it with zerobus-gen dev"
      : "is DATABRICKS_HOST the address of the workspace, and can this machine reach it (proxy, VPN)?",
    true,
  );
}

function judge(request: CatalogRequest, { status, header, body }: HttpAnswer): Outcome {
  const json = parseJson(body.toString("utf8"));
  if (status >= 300 && status < 400) {
    return failure(
      `${request.url} answered with a redirect (${status}), which is not followed`,
      "is DATABRICKS_HOST the address of the workspace itself, like https://dbc-1234.cloud.databricks.com?",
    );
  }
  if (status === 429 || status >= 500) {
    return failure(
      `${request.url} answered ${status}${serverWords(json, request.secrets)}`,
      status === 429
        ? "too many requests; try again in a minute"
        : "the workspace has trouble; try again later",
      true,
      retryAfterMs(header("retry-after"), Date.now()),
    );
  }
  return { answer: { status, json } };
}

function failure(message: string, hint: string, isTransient = false, askedMs = 0): Failure {
  return { error: new SourceError(message, hint), isTransient, askedMs };
}

/** What the server says about an error, ready to be shown behind a status: ` (PERMISSION_DENIED: ...)`. */
export function serverWords(json: unknown, secrets: readonly string[]): string {
  const { error_code: code, error, message, error_description: description } = Object(json);
  const words = [code ?? error, message ?? description].filter((word) => typeof word === "string").join(": ");
  return words === "" ? "" : ` (${printable(hideSecrets(words, secrets))})`;
}

/** Some errors of the network have no message, only a code; that of several addresses has them inside. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const inner: unknown = error instanceof AggregateError ? error.errors[0] : undefined;
  if (inner instanceof Error) return reasonOf(inner);
  return error.message === "" && "code" in error ? String(error.code) : error.message;
}
