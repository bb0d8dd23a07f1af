import { expect, test } from "vitest";
import { resolveSpoolOptions } from "./spool-options.js";

test("syncs every 100 ms unless told otherwise", () => {
  expect(resolveSpoolOptions({ dir: "spool" })).toEqual({
    dir: "spool",
    sync: "interval",
    syncIntervalMs: 100,
  });
});

test("takes what is given, and leaves out what is undefined", () => {
  for (const sync of ["always", "interval", "none"] as const) {
    const given = { dir: "/var/spool", sync, syncIntervalMs: 1 };
    expect(resolveSpoolOptions(given)).toEqual(given);
  }
  const options: { dir: string } & Readonly<Record<string, unknown>> = { dir: "spool", sync: undefined };
  expect(resolveSpoolOptions(options).sync).toBe("interval");
});

test.each<[string, unknown, string]>([
  ["dir", "", "must be the path of a folder, got "],
  ["dir", undefined, "must be the path of a folder, got undefined"],
  ["dir", 1, "must be the path of a folder, got 1"],
  ["dir", "a\0b", "must be the path of a folder, got "],
  ["sync", "never", 'must be "always", "interval" or "none", got never'],
  ["sync", null, 'must be "always", "interval" or "none", got null'],
  ["syncIntervalMs", 0, "must be a whole number from 1 to 2147483647, got 0"],
  ["syncIntervalMs", 1.5, "must be a whole number from 1 to 2147483647, got 1.5"],
  ["syncIntervalMs", "9", "must be a whole number from 1 to 2147483647, got 9"],
  ["syncIntervalMs", 2 ** 31, "must be a whole number from 1 to 2147483647, got 2147483648"],
])("refuses the option %s of %o", (name, value, message) => {
  expect(() => resolveSpoolOptions({ dir: "spool", [name]: value })).toThrow(
    expect.objectContaining({
      code: "invalid_argument",
      message: expect.stringContaining(`option spool.${name} ${message}`),
    }),
  );
});

test.each(["directory", "constructor", "__proto__"])("names the unknown option %s", (name) => {
  const options = { dir: "spool", ...Object.fromEntries([["x", 1]]) };
  Object.defineProperty(options, name, { value: 1, enumerable: true });
  Reflect.deleteProperty(options, "x");
  expect(() => resolveSpoolOptions(options)).toThrow(
    expect.objectContaining({
      code: "invalid_argument",
      message: expect.stringContaining(`there is no spool option "${name}"`),
      hint: "the options are dir, sync, syncIntervalMs",
    }),
  );
});
