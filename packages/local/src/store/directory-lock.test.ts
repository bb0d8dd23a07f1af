import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryDirectory } from "../testing/temporary-directory.js";
import { DirectoryInUseError, lockDirectory } from "./directory-lock.js";

describe(lockDirectory, () => {
  it("keeps a second one out until the first is released, and leaves nothing behind", async () => {
    const directory = await temporaryDirectory();
    const lock = await lockDirectory(directory);
    await expect(lockDirectory(directory)).rejects.toThrow(DirectoryInUseError);
    await expect(lockDirectory(directory)).rejects.toThrow(`process id ${process.pid}`);
    await lock.release();
    await lock.release();
    const again = await lockDirectory(directory);
    await again.release();
    expect(await readdir(directory)).toEqual([]);
  });

  it.each([
    ["a process that has died", () => JSON.stringify({ pid: deadPid(), owner: "x" })],
    ["a process with our id, before a restart", () => JSON.stringify({ pid: process.pid, owner: "x" })],
    ["nobody: the file is empty", () => ""],
    ["nobody: the file is garbled", () => '{"pid":'],
    ["nobody: no process has the id", () => JSON.stringify({ pid: -1, owner: "x" })],
  ])("takes over the lock of %s", async (_, content) => {
    const directory = await temporaryDirectory();
    await writeFile(join(directory, "server.lock"), content());
    const lock = await lockDirectory(directory);
    expect(await readdir(directory)).toEqual(["server.lock"]);
    await lock.release();
  });

  it("respects the lock of another process", async () => {
    const directory = await temporaryDirectory();
    await writeFile(join(directory, "server.lock"), JSON.stringify({ pid: process.ppid, owner: "x" }));
    await expect(lockDirectory(directory)).rejects.toThrow(
      `in use by the local server with process id ${process.ppid}`,
    );
  });

  it("gets past a process that died while it took over", async () => {
    const directory = await temporaryDirectory();
    for (const name of ["server.lock", "server.lock.takeover"]) {
      await writeFile(join(directory, name), JSON.stringify({ pid: deadPid(), owner: "x" }));
    }
    await lockDirectory(directory);
    expect(await readdir(directory)).toEqual(["server.lock"]);
  });

  it("clears away what processes left that died while they took it, and nothing of those that live", async () => {
    const directory = await temporaryDirectory();
    const guid = randomUUID();
    const dead = [
      `server.lock.${deadPid()}.${guid}`,
      `server.lock.${process.pid}.${guid}`,
      "server.lock.takeover",
    ];
    const alive = [`server.lock.${process.ppid}.${guid}`, "server.lock.notes", "other.lock.1"];
    for (const name of [...dead, ...alive]) await writeFile(join(directory, name), "");
    await lockDirectory(directory);
    expect((await readdir(directory)).sort()).toEqual(["server.lock", ...alive].sort());
  });

  it("goes to one of many that want it at once, a stale one in the way or not", async () => {
    const directory = await temporaryDirectory();
    await writeFile(join(directory, "server.lock"), JSON.stringify({ pid: deadPid(), owner: "x" }));
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => lockDirectory(directory)));
    const winners = outcomes.filter(({ status }) => status === "fulfilled");
    expect(winners.length).toBe(1);
    expect(await readdir(directory)).toEqual(["server.lock"]);
  });
});

function deadPid(): number {
  return spawnSync(process.execPath, ["-e", ""]).pid;
}
