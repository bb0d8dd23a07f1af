import { expect, test } from "vitest";
import { ZerobusError } from "../errors.js";
import { resolveStreamOptions } from "./options.js";

const defaults = {
  maxInflightRequests: 1_000_000,
  maxInflightBytes: 67_108_864,
  recovery: true,
  recoveryTimeoutMs: 15_000,
  recoveryBackoffMs: 2_000,
  recoveryRetries: 4,
  recoveryBudgetMs: 300_000,
  serverLackOfAckTimeoutMs: 60_000,
  flushTimeoutMs: 300_000,
  streamPausedMaxWaitTimeMs: undefined,
  recordType: "proto",
  spool: undefined,
  deadLetterFile: undefined,
  maxRejectedRows: 1_000,
  lanes: 1,
};

test("fills in the defaults of the official clients", () => {
  expect(resolveStreamOptions({})).toEqual(defaults);
});

test("takes what is given, and leaves out what is undefined", () => {
  const given = { recovery: false, recoveryTimeoutMs: 1, maxInflightBytes: 1, streamPausedMaxWaitTimeMs: 0 };
  const options: Readonly<Record<string, unknown>> = { ...given, flushTimeoutMs: undefined };
  expect(resolveStreamOptions(options)).toEqual({ ...defaults, ...given });
});

test("a number of attempts that is given is all that counts, unless a time is given too", () => {
  expect(resolveStreamOptions({ recoveryRetries: 4 })).toMatchObject({ recoveryBudgetMs: 0 });
  expect(resolveStreamOptions({ recoveryRetries: 4, recoveryBudgetMs: 7 })).toMatchObject({
    recoveryBudgetMs: 7,
  });
});

test.each<[string, unknown, string]>([
  ["maxInflightRequests", 0, "must be a whole number from 1, got 0"],
  ["maxInflightBytes", -1, "must be a whole number from 1, got -1"],
  ["recovery", "yes", 'must be true or false, got "yes"'],
  ["recovery", null, "must be true or false, got null"],
  ["recoveryTimeoutMs", 0, "must be a whole number from 1, got 0"],
  ["recoveryBackoffMs", -1, "must be a whole number from 0, got -1"],
  ["recoveryRetries", 1.5, "must be a whole number from 0, got 1.5"],
  ["recoveryRetries", Number.POSITIVE_INFINITY, "must be a whole number from 0, got Infinity"],
  ["serverLackOfAckTimeoutMs", Number.NaN, "must be a whole number from 1, got NaN"],
  ["flushTimeoutMs", "300", 'must be a whole number from 1, got "300"'],
  ["lanes", 0, "must be a whole number from 1 to 64, got 0"],
  ["lanes", 65, "must be a whole number from 1 to 64, got 65"],
  ["maxRejectedRows", -1, "must be a whole number from 0, got -1"],
  ["recoveryBudgetMs", -1, "must be a whole number from 0, got -1"],
  ["recordType", "JSON", 'must be "proto" or "json", got "JSON"'],
  ["recordType", null, 'must be "proto" or "json", got null'],
  ["spool", "/var/spool", 'must be an object with a dir, got "/var/spool"'],
  ["spool", null, "must be an object with a dir, got null"],
  ["deadLetterFile", "", "must be the path of a file, got"],
  ["deadLetterFile", "a\0b", "must be the path of a file, got"],
  ["deadLetterFile", 1, "must be the path of a file, got 1"],
  ["streamPausedMaxWaitTimeMs", 2 ** 60, "must be a whole number from 0, got"],
])("refuses the option %s of %o", (name, value, message) => {
  expect(() => resolveStreamOptions({ [name]: value })).toThrow(
    expect.objectContaining({
      code: "invalid_argument",
      message: expect.stringContaining(`option ${name} ${message}`),
    }),
  );
});

test.each(["maxInflightRecords", "constructor", "toString", "__proto__"])(
  "names the unknown option %s",
  (name) => {
    const options = Object.fromEntries([[name, 1]]);
    expect(() => resolveStreamOptions(options)).toThrow(ZerobusError);
    expect(() => resolveStreamOptions(options)).toThrow(
      expect.objectContaining({
        code: "invalid_argument",
        message: expect.stringContaining(`there is no stream option "${name}"`),
        hint: expect.stringContaining("the options are maxInflightRequests, maxInflightBytes"),
      }),
    );
  },
);

test("fills in the defaults of the spool, and names the option of it that cannot be", () => {
  expect(resolveStreamOptions({ spool: { dir: "d" }, recordType: "json", deadLetterFile: "f" })).toEqual({
    ...defaults,
    recordType: "json",
    deadLetterFile: "f",
    spool: { dir: "d", sync: "interval", syncIntervalMs: 100 },
  });
  for (const [spool, message] of [
    [{}, "option spool.dir must be the path of a folder, got undefined"],
    [[], "option spool.dir must be the path of a folder, got undefined"],
    [{ dir: "d", sync: "often" }, 'option spool.sync must be "always", "interval" or "none", got often'],
    [{ dir: "d", folder: "e" }, 'there is no spool option "folder"'],
  ]) {
    const options: object = { spool };
    expect(() => resolveStreamOptions(options)).toThrow(
      expect.objectContaining({
        code: "invalid_argument",
        message: expect.stringContaining(String(message)),
      }),
    );
  }
});
