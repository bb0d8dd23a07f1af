import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import { printProblems } from "./print-problems.js";
import { progressBar } from "./progress-bar.js";

const quiet = { out: () => {}, err: () => {}, colours: false };

it("draws a bar for people, with no control character of a name in it, and takes it away", async () => {
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
  const bar = await progressBar({ ...quiet, progress: stream }, "reading");
  bar.step(1, 2, "main.shop.\u001b]0;x\u0007");
  bar.step(2, 3, "main.shop.orders");
  bar.stop();
  const drawn = String(stream.read());
  expect(drawn).toMatch(/reading #+-* ?[12]\/[23] main\.shop\./);
  expect(drawn).not.toContain("]0;x\u0007");
});

it("draws nothing where nobody looks", async () => {
  const bar = await progressBar(quiet, "reading");
  bar.step(1, 2, "a");
  bar.stop();
});

it("prints each problem once, tables with errors first and together", () => {
  const problem = (table: string, severity: "error" | "warning", message: string) =>
    ({ severity, code: "SETTING", table, message }) as const;
  const lines: string[] = [];
  printProblems(
    [
      problem("a", "warning", "1"),
      problem("b", "warning", "2"),
      problem("a", "warning", "1"),
      problem("c", "error", "3"),
      problem("b", "error", "4"),
    ],
    { ...quiet, err: (line) => void lines.push(line) },
  );
  expect(lines).toEqual(["error b: 4", "warning b: 2", "error c: 3", "warning a: 1"]);
});
