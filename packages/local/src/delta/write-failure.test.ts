import { link, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { DeltaError } from "./delta-error.js";
import { writeFailure } from "./write-failure.js";

const refusal = (code: string, syscall = "write"): Error =>
  Object.assign(new Error(`${code}: ${syscall}`), { code, syscall });

describe(writeFailure, () => {
  test.each([
    [refusal("ENOSPC"), "the disk is full; make room and try again"],
    [refusal("EACCES", "open"), "its folder may not be written to; check who owns it"],
    [refusal("EROFS", "open"), "the disk is read-only"],
    [
      refusal("EPERM", "link"),
      "its disk refuses hard links, which commits need; keep the table on another disk",
    ],
    [
      refusal("ENOTSUP", "link"),
      "its disk refuses hard links, which commits need; keep the table on another disk",
    ],
    [refusal("EIO"), "Error: EIO: write"],
  ])("says what %s means for the table", (cause, reason) => {
    const failure = writeFailure("/data/orders", cause);
    expect(failure).toMatchObject({ code: "write_failed", cause });
    expect(failure.message).toBe(`[write_failed] /data/orders cannot be written: ${reason}`);
  });

  test("knows the file system's own errors", async () => {
    const directory = await mkdtemp(join(tmpdir(), "write-failure-"));
    onTestFinished(() => rm(directory, { recursive: true }));
    await writeFile(join(directory, "file"), "");
    await mkdir(join(directory, "folder"));
    const cause: unknown = await link(join(directory, "folder"), join(directory, "new")).catch(
      (error: unknown) => error,
    );
    expect(writeFailure("t", cause).message).toContain("its disk refuses hard links");
    const gone: unknown = await writeFile(join(directory, "gone", "x"), "").catch((error: unknown) => error);
    expect(writeFailure("t", gone).message).toContain("its folder is gone");
  });

  test("passes on what is the store's own", () => {
    const own = new DeltaError("table_busy", "busy");
    expect(writeFailure("t", own)).toBe(own);
  });
});
