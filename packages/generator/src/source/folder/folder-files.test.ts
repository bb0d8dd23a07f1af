import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { folderFiles } from "./folder-files.js";

const root = mkdtempSync(join(tmpdir(), "zerobus-files-"));
afterAll(() => rmSync(root, { recursive: true }));

describe("folderFiles", () => {
  test("stops where there is too much to be schemas, over all folders", async () => {
    mkdirSync(join(root, "below"));
    for (const name of ["a.json", "b.JSON", "below/c.json"]) writeFileSync(join(root, name), "");
    expect((await folderFiles(root, undefined, 4)).json).toHaveLength(3);
    await expect(folderFiles(root, undefined, 3)).rejects.toMatchObject({
      message: `${root} has more than 3 files and folders in it`,
      hint: expect.stringContaining("name the folder"),
    });
  });

  test("is stopped by its signal", async () => {
    await expect(folderFiles(root, AbortSignal.abort())).rejects.toThrow("reading was stopped");
  });

  test("names a folder that cannot be read", async () => {
    await expect(folderFiles(join(root, "nosuch"))).rejects.toMatchObject({
      message: expect.stringContaining("nosuch: ENOENT"),
    });
  });
});
