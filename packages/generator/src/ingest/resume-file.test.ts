import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readProgress, removeProgress, writeProgress } from "./resume-file.js";

function noteFile(): string {
  const folder = mkdtempSync(join(tmpdir(), "zerobus-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, "rows.ndjson.zerobus-progress.json");
}

const progress = { table: "main.shop.orders", line: 7, headBytes: 20, headSha256: "ab" };

test("what was noted is read again, until it is removed", () => {
  const file = noteFile();
  expect(readProgress(file)).toBeUndefined();
  writeProgress(file, { ...progress, line: 3 });
  writeProgress(file, progress);
  expect(readProgress(file)).toEqual(progress);
  expect(existsSync(`${file}.tmp`)).toBe(false);
  removeProgress(file);
  removeProgress(file);
  expect(readProgress(file)).toBeUndefined();
});

test.each([
  "",
  "null",
  "[]",
  '{"table":1}',
  JSON.stringify({ ...progress, line: -1 }),
  JSON.stringify({ ...progress, line: 1.5 }),
])("%j was not written by this tool", (text) => {
  const file = noteFile();
  writeFileSync(file, text);
  expect(() => readProgress(file)).toThrow("is not what this tool wrote");
});
