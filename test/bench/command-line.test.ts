import { expect, it } from "vitest";
import type { Bench } from "./bench.js";
import { readCommandLine, usage } from "./command-line.js";

const encode: Bench = { name: "encode", does: "encodes", run: async () => {} };
const local: Bench = { name: "local", does: "serves", run: async () => {} };
const read = (...args: readonly string[]) => readCommandLine(args, [encode, local]);

it("runs all suites in five rounds unless told otherwise", () => {
  expect(read()).toEqual({
    kind: "run",
    suites: [encode, local],
    options: { rounds: 5, minutes: 0.25, only: "", json: false },
  });
});

it("runs the suites that are named", () => {
  expect(read("local", "--only", "12 columns", "--json", "--rounds", "9")).toEqual({
    kind: "run",
    suites: [local],
    options: { rounds: 9, minutes: 0.25, only: "12 columns", json: true },
  });
});

it("names all that it does not know or cannot take", () => {
  expect(read("encod", "lokal", "--rounds", "0")).toEqual({
    kind: "mistake",
    message: 'no suite is called "encod"; no suite is called "lokal"; --rounds 0 is no number of rounds',
  });
  expect(read("--jsn")).toMatchObject({ kind: "mistake", message: expect.stringContaining("'--jsn'") });
});

it("explains itself with every suite there is", () => {
  expect(read("local", "--help")).toEqual({ kind: "help" });
  expect(usage([encode, local])).toMatch(/ {2}encode +encodes\n {2}local +serves\n/);
});
