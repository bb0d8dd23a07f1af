import { execFile } from "node:child_process";
import { isJsonObject, parseJson } from "@zerobus-gen/schema";
import { hideSecrets, printable } from "../printable.js";
import { SourceError } from "../source-error.js";

const timeoutMs = 60_000;
const maxOutputBytes = 64 * 1024;

/** The command as problems name it. */
const what = "the token command";

/**
 * Takes a command line apart into a program and its arguments: at spaces, but not inside quotes. No shell reads it,
 * so what only a shell understands is refused.
 *
 * @throws SourceError where it is no such command
 */
export function parseTokenCommand(text: string): readonly string[] {
  const words = text.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? [];
  const bare = text.replace(/"[^"]*"|'[^']*'/g, "");
  if (words.length === 0 || /["']/.test(bare)) {
    throw new SourceError(
      `${what} ${words.length === 0 ? "is empty" : "has a quote that does not end"}`,
      'write a program and its arguments: "databricks auth token --profile dev"',
    );
  }
  if (/[|&;<>`$()]/.test(bare)) {
    throw new SourceError(
      `${what} is not run by a shell, and means something only to one`,
      "put it into a script, and name that",
    );
  }
  return words.map((word) => word.replace(/"([^"]*)"|'([^']*)'/g, "$1$2"));
}

/**
 * Runs a program that prints a token: as plain text, or as JSON with an `access_token`, as the Databricks CLI does, or
 * an `accessToken`, as Azure's does. What it prints is never shown; what it says on stderr is, without anything that
 * looks like a token.
 *
 * @param command the program and its arguments
 * @throws SourceError where it fails, takes longer than a minute, or prints no token
 */
export async function runTokenCommand(command: readonly string[], signal?: AbortSignal): Promise<string> {
  const printed = (await run(command, signal)).trim();
  const json = parseJson(printed);
  if (isJsonObject(json)) {
    const token = json.access_token ?? json.accessToken;
    if (typeof token === "string" && token !== "") return token.trim();
    throw new SourceError(`${what} printed JSON without an access_token`, tokenHint);
  }
  if (printed === "" || /\s/.test(printed)) {
    throw new SourceError(`${what} printed ${printed === "" ? "nothing" : "more than a token"}`, tokenHint);
  }
  return printed;
}

const tokenHint = "it should print a token, or JSON like databricks auth token does, and nothing else";

function run([program = "", ...args]: readonly string[], signal: AbortSignal | undefined): Promise<string> {
  const options = {
    encoding: "utf8",
    timeout: timeoutMs,
    // A program that will not end must not keep us.
    killSignal: "SIGKILL",
    maxBuffer: maxOutputBytes,
    windowsHide: true,
  } as const;
  return new Promise((resolve, reject) => {
    const child = execFile(program, args, options, (error, stdout, stderr) => {
      signal?.removeEventListener("abort", stop);
      if (signal?.aborted) reject(new SourceError("reading was stopped"));
      else if (error === null) resolve(stdout);
      else reject(failure(program, error, printable(hideSecrets(stderr, secretsOf(process.env)))));
    });
    // Given the signal, Node would only ask the program to end. What that has started may hold its output open.
    const stop = (): void => {
      child.kill("SIGKILL");
      child.stdout?.destroy();
      child.stderr?.destroy();
    };
    signal?.addEventListener("abort", stop, { once: true });
    if (signal?.aborted) stop();
    // Nobody is there to answer; and a program that does not read is fine.
    child.stdin?.on("error", () => undefined).end();
  });
}

interface Ended extends Error {
  readonly code?: string | number | null;
  readonly killed?: boolean;
}

function failure(program: string, error: Ended, words: string): SourceError {
  const name = printable(program);
  if (error.code === "ENOENT") {
    return new SourceError(
      `${what} cannot be run: there is no program ${name}`,
      "is it installed, and in PATH?",
    );
  }
  if (error.code === "ERR_CHILD_PROCESS_STDIO_MAXBUFFER") {
    return new SourceError(`${what} (${name}) printed more than ${maxOutputBytes} bytes`, tokenHint);
  }
  if (error.killed === true) {
    return new SourceError(
      `${what} (${name}) did not end within ${timeoutMs / 1000} s`,
      "does it wait for somebody to log in? Run it by hand",
    );
  }
  const how = typeof error.code === "number" ? `ended with code ${error.code}` : "could not be run";
  return new SourceError(
    `${what} (${name}) ${how}${words === "" ? "" : `: ${words}`}`,
    "run it by hand; to log in again: databricks auth login",
  );
}

/** Values of the environment that a program may repeat and that nobody should read. */
function secretsOf(environment: Readonly<Record<string, string | undefined>>): readonly string[] {
  return Object.entries(environment).flatMap(([name, value]) =>
    value !== undefined && value.length >= 6 && /TOKEN|SECRET|PASSWORD|_KEY$/i.test(name) ? [value] : [],
  );
}
