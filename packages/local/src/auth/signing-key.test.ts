import { readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { writeImage } from "../testing/disk/crash-image.js";
import { crashesOf } from "../testing/disk/crashes.js";
import { DiskTrace } from "../testing/disk/disk-trace.js";
import { seeded } from "../testing/disk/seeded.js";
import { temporaryDirectory } from "../testing/temporary-directory.js";
import { loadSigningKey } from "./signing-key.js";

describe(loadSigningKey, () => {
  it("makes a key that only its owner can read, and finds it again", async () => {
    const directory = await temporaryDirectory();
    const key = await loadSigningKey(directory);
    expect(key.length).toBe(32);
    expect(await loadSigningKey(directory)).toEqual(key);
    expect((await stat(join(directory, "signing.key"))).mode & 0o777).toBe(0o600);
    expect(await readdir(directory)).toEqual(["signing.key"]);
  });

  it("replaces a key that was cut short", async () => {
    const directory = await temporaryDirectory();
    await writeFile(join(directory, "signing.key"), "short");
    expect((await loadSigningKey(directory)).length).toBe(32);
  });

  it("never takes for a key what a power cut has left of one, and leaves no draft", async () => {
    const directory = await temporaryDirectory();
    using trace = new DiskTrace(directory);
    const key = await loadSigningKey(directory);
    const crashes = crashesOf(trace.steps, { perMoment: 100, random: seeded(1) });
    expect(crashes.length).toBeGreaterThan(5);
    for (const { image, label } of crashes) {
      const left = await temporaryDirectory();
      writeImage(image, left);
      const found = await loadSigningKey(left);
      expect(found.equals(key) || !found.subarray(16).equals(Buffer.alloc(16)), label).toBe(true);
      expect(found.length, label).toBe(32);
      expect(await readdir(left), label).toEqual(["signing.key"]);
    }
  });
});
