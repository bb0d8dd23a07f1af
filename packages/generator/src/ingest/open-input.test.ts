import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import { openInput } from "./open-input.js";

const NOTHING: AsyncIterable<Uint8Array> = (async function* () {})();

function fileOf(name: string, bytes: Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), "zerobus-gen-input-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

describe(openInput, () => {
  it.each([
    ["rows.ndjson", Buffer.from("rows")],
    ["rows.ndjson.gz", gzipSync("rows")],
  ])("reads %s, and counts the bytes of the file", async (name, bytes) => {
    const input = await openInput(fileOf(name, bytes), NOTHING);
    const chunks: Uint8Array[] = [];
    for await (const chunk of input.chunks) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toBe("rows");
    expect([input.readBytes(), input.sizeBytes]).toEqual([bytes.length, bytes.length]);
  });

  it.each(["rows.ndjson", "rows.ndjson.gz"])(
    "reads nothing of %s before it is asked to, and then says why it cannot",
    async (name) => {
      const path = fileOf(name, Buffer.from("rows"));
      const { chunks } = await openInput(path, NOTHING);
      rmSync(path);
      await expect(chunks[Symbol.asyncIterator]().next()).rejects.toThrow("ENOENT");
    },
  );

  it("says that a file is no gzip", async () => {
    const { chunks } = await openInput(fileOf("rows.gz", Buffer.from("rows")), NOTHING);
    await expect(chunks[Symbol.asyncIterator]().next()).rejects.toThrow("incorrect header check");
  });
});
