import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { SourceError } from "../source-error.js";
import { runTokenCommand } from "./token-command.js";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "zerobus-token-"));
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  delete process.env.MY_CLIENT_SECRET;
});

/** Runs a program written in JavaScript. */
function run(code: string, signal?: AbortSignal): Promise<string> {
  const path = join(folder, "program.cjs");
  writeFileSync(path, code);
  return runTokenCommand([process.execPath, path], signal);
}

async function failure(code: string, signal?: AbortSignal): Promise<SourceError> {
  const error: unknown = await run(code, signal).catch((reason: unknown) => reason);
  if (!(error instanceof SourceError)) throw new Error("expected a SourceError", { cause: error });
  expect(`${error.stack} ${error.hint} ${String(error.cause)}`).not.toContain("s3cret");
  return error;
}

describe("a token command", () => {
  test.each([
    ["plain text", "console.log('s3cret')"],
    [
      "JSON like the Databricks CLI's",
      "console.log(JSON.stringify({access_token: 's3cret', token_type: 'Bearer'}, null, 2))",
    ],
    ["JSON like Azure's", "console.log(JSON.stringify({accessToken: 's3cret'}))"],
    ["text beside what it says on stderr", "console.error('hello'); process.stdout.write('s3cret')"],
  ])("prints %s", async (_, code) => {
    expect(await run(code)).toBe("s3cret");
  });

  test.each([
    ["console.log('s3cret and more')", "printed more than a token"],
    ["", "printed nothing"],
    ["console.log('{}')", "JSON without an access_token"],
    ["console.log('x'.repeat(100_000) + 's3cret')", "printed more than 65536 bytes"],
    ["console.log('s3cret'); process.exitCode = 3", "ended with code 3"],
  ])("that does %j is refused: %s", async (code, message) => {
    expect((await failure(code)).message).toContain(message);
  });

  test("that fails is quoted, without what looks like a secret or is one here", async () => {
    process.env.MY_CLIENT_SECRET = "s3cret-value";
    const words = `no login: ${"dapi"}0123456789abcdef0123456789abcdef eyJhbGciOiJSUzI1NiJ9.eyJzIjoxfQ.c2ln s3cret-value \\u001b[31mred`;
    const { message } = await failure(`console.error("${words}"); process.exit(1)`);
    expect(message).toContain("ended with code 1: no login: *** *** ***  [31mred");
  });

  test("that does not exist is named", async () => {
    await expect(runTokenCommand([join(folder, "none")])).rejects.toThrow("there is no program");
  });

  test("cannot ask anybody, and is stopped with the reading", async () => {
    const asks = "process.stdin.resume().on('end', () => console.log('over'))";
    expect(await run(asks)).toBe("over");
    const pidFile = join(folder, "pid");
    const abort = new AbortController();
    const stays = `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000);
      require("node:fs").writeFileSync(${JSON.stringify(pidFile)}, String(process.pid))`;
    const stopped = failure(stays, abort.signal);
    await vi.waitUntil(() => existsSync(pidFile) && readFileSync(pidFile, "utf8") !== "");
    abort.abort();
    expect((await stopped).message).toBe("reading was stopped");
    const pid = Number(readFileSync(pidFile, "utf8"));
    await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow("ESRCH"));
  });
});
