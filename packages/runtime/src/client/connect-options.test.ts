import { expect, test, vi } from "vitest";
import { connect } from "./connect.js";
import { checkConnectOptions } from "./connect-options.js";

const tables = {};

/** As somebody without a compiler would write it. */
function check(options: unknown): void {
  checkConnectOptions(options as Parameters<typeof checkConnectOptions>[0]);
}

test.each<[string, unknown, string]>([
  ["nothing", undefined, "there are no tables"],
  ["no tables", {}, "there are no tables"],
  ["an option of a stream", { tables, recordType: "json" }, 'there is no connect option "recordType"'],
  ["a single signal", { tables, drainOn: "SIGTERM" }, "option drainOn must be a list of SIGTERM"],
  ["an unknown signal", { tables, drainOn: ["SIGFOO"] }, "option drainOn must be a list of SIGTERM"],
  ["a negative time", { tables, drainTimeoutMs: -1 }, "option drainTimeoutMs must be a whole number from 0"],
  ["no time", { tables, drainTimeoutMs: Number.NaN }, "option drainTimeoutMs must be a whole number"],
  ["a token that is no function", { tables, token: "secret" }, "option token must be a function, got text"],
  ["a provider without headers", { tables, headersProvider: {} }, "an object with a function `headers`"],
  ["a proxy that is true", { tables, proxy: true }, "option proxy must be an address, or false, got true"],
  ["a table that is not there", { tables: { orders: {} }, streams: { ordrs: {} } }, 'streams names "ordrs"'],
])("refuses %s", (_, options, message) => {
  const refused = expect.objectContaining({
    code: "invalid_argument",
    message: expect.stringContaining(message),
  });
  expect(() => check(options)).toThrow(refused);
  expect(() => check(options)).not.toThrow(/secret/);
});

test("takes what is undefined for what is not given", () => {
  check({ tables, proxy: undefined, streams: undefined, recordType: undefined });
});

test("is what connect begins with", () => {
  vi.stubEnv("ZEROBUS_EMULATOR_HOST", "127.0.0.1:9");
  const options: object = { tables, drainTimeoutMs: -1 };
  expect(() => connect({ tables, ...options })).toThrow("drainTimeoutMs");
  vi.unstubAllEnvs();
});
