import fc from "fast-check";
import { expect, test } from "vitest";
import { type Line, splitLines } from "./split-lines.js";

async function* chunksOf(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function linesOf(bytes: Uint8Array, size = 7, maxBytes?: number): Promise<readonly Line[]> {
  const lines: Line[] = [];
  for await (const line of splitLines(chunksOf(bytes, size), maxBytes)) lines.push(line);
  return lines;
}

test("splits any text as it was joined, however it is cut", async () => {
  const line = fc
    .string({ unit: "grapheme" })
    .map((text) => text.replaceAll("\n", "").replace(/^\uFEFF/, ""));
  await fc.assert(
    fc.asyncProperty(fc.array(line), fc.integer({ min: 1, max: 20 }), async (texts, size) => {
      const bytes = Buffer.from(texts.map((text) => `${text.toWellFormed()}\n`).join(""));
      const lines = await linesOf(bytes, size);
      expect(lines.map(({ text }) => text)).toEqual(texts.map((text) => text.toWellFormed()));
      expect(lines.map(({ number }) => number)).toEqual(texts.map((_, at) => at + 1));
    }),
  );
});

test("gives a last line without an end", async () => {
  expect((await linesOf(Buffer.from("a\nb"))).map(({ text }) => text)).toEqual(["a", "b"]);
});

test("leaves the byte order mark of the first line out", async () => {
  expect((await linesOf(Buffer.from("\uFEFFa\n\uFEFFb\n"))).map(({ text }) => text)).toEqual([
    "a",
    "\uFEFFb",
  ]);
});

test("names a line that is not UTF-8, and goes on", async () => {
  const lines = await linesOf(Buffer.from([0x61, 0x0a, 0xff, 0xfe, 0x0a, 0x62, 0x0a]));
  expect(lines.map(({ text, problem }) => text ?? problem)).toEqual(["a", "the line is not UTF-8", "b"]);
});

test.each([1, 3, 100])("names a line that is too long, and keeps none of it (chunks of %d)", async (size) => {
  const lines = await linesOf(Buffer.from(`a\n${"x".repeat(30)}\n${"y".repeat(20)}\n`), size, 20);
  expect(lines.map(({ text, problem }) => text ?? problem)).toEqual([
    "a",
    "the line has more than 20 bytes",
    "y".repeat(20),
  ]);
});
