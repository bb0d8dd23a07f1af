import * as fs from "node:fs";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { temporaryFolder } from "../testing/temporary-folder.js";
import { lockFolder } from "./folder-lock.js";

vi.mock("node:fs", async (importOriginal) => {
  const original = await importOriginal<typeof fs>();
  return { ...original, readdirSync: vi.fn(original.readdirSync) };
});

it("a look at the folder that is out of date gets no lock, and leaves none", () => {
  const folder = temporaryFolder();
  for (let round = 0; round < 3; round++) {
    const lock = lockFolder(folder, "main.shop.orders");
    if (round < 2) lock.release();
  }
  // As it was before the first of them.
  vi.mocked(fs.readdirSync).mockReturnValueOnce([]);
  expect(() => lockFolder(folder, "main.shop.orders")).toThrow("is in use");
  expect(fs.readdirSync(folder)).toEqual(["lock-00000003"]);
  expect(fs.existsSync(join(folder, "lock-00000001"))).toBe(false);
});
