import { readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
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
});
