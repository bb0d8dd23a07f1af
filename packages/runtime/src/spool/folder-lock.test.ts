import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, unlinkSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { temporaryFolder } from "../testing/temporary-folder.js";
import { type FolderLock, lockFolder, SILENCE_MS } from "./folder-lock.js";
import { type LockHolder, ourselves } from "./lock-holder.js";

const TABLE = "main.shop.orders";
const FIRST = "lock-00000001";
const SECOND = "lock-00000002";
const hasProc = existsSync("/proc/self/ns/pid");

/** A folder with a lock that somebody else left there. */
function lockedBy(holder: Partial<LockHolder>, silenceMs = 0): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, FIRST), JSON.stringify({ ...ourselves("somebody"), ...holder }));
  const then = Date.now() / 1000 - silenceMs / 1000;
  utimesSync(join(folder, FIRST), then, then);
  return folder;
}

/** What another process would say of itself; it ends with the test. */
function livingProcess(): Partial<LockHolder> {
  const child = spawn("sleep", ["60"], { stdio: "ignore" });
  onTestFinished(() => void child.kill("SIGKILL"));
  const stat = readFileSync(`/proc/${child.pid}/stat`, "utf8").split(" ");
  return { pid: child.pid ?? 0, started: stat[21] };
}

function deadPid(): number {
  return spawnSync("true").pid;
}

const refusal = (message: string, hint = "stop that one"): unknown =>
  expect.objectContaining({
    code: "spool",
    table: TABLE,
    message: expect.stringContaining(message),
    hint: expect.stringContaining(hint),
  });

describe(lockFolder, () => {
  it("keeps a second one out until the first is released", () => {
    const folder = temporaryFolder();
    const lock = lockFolder(folder, TABLE);
    expect(() => lockFolder(folder, TABLE)).toThrow(
      refusal(`another stream of this process (process id ${process.pid})`),
    );
    expect(readdirSync(folder)).toEqual([FIRST]);
    lock.release();
    lock.release();
    const again = lockFolder(folder, TABLE);
    expect(readdirSync(folder)).toEqual([SECOND]);
    lock.release();
    expect(() => lockFolder(folder, TABLE)).toThrow("is in use");
    again.release();
    lockFolder(folder, TABLE).release();
  });

  it.each<[string, string]>([
    ["nobody: the file is empty", ""],
    ["nobody: the file is garbled", '{"pid":'],
    ["nobody: the file says nothing", "null"],
    ["no process", JSON.stringify({ ...ourselves("x"), pid: -1 })],
    ["a process that has died", JSON.stringify({ ...ourselves("x"), pid: deadPid() })],
  ])("takes over the lock of %s", (_, content) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, FIRST), content);
    const lock = lockFolder(folder, TABLE);
    expect(readdirSync(folder)).toEqual([SECOND]);
    expect(lock.beat()).toBe(true);
    lock.release();
  });

  it.runIf(hasProc).each<[string, () => Partial<LockHolder>]>([
    ["before the host or its container started anew, with our id", () => ({ realm: "other boot" })],
    ["before ours had its id", () => ({ started: "1" })],
    ["before another had its id", () => ({ ...livingProcess(), started: "1" })],
    ["that another container had, by an id in use here", () => ({ ...livingProcess(), realm: "other boot" })],
  ])("takes over the lock of a process %s", (_, holder) => {
    lockFolder(lockedBy(holder()), TABLE).release();
  });

  it.runIf(hasProc)("takes over the lock of a process whose parent has not asked how it ended", async () => {
    // `sh` becomes a `sleep`, which never waits for the child that it has from before.
    const script = "cat <&3 & echo $!; exec sleep 60";
    const parent = spawn("sh", ["-c", script], { stdio: ["ignore", "pipe", "ignore", "pipe"] });
    onTestFinished(() => void parent.kill("SIGKILL"));
    const [line] = await once(parent.stdout ?? parent, "data");
    const pid = Number(line);
    await expect.poll(() => readFileSync(`/proc/${parent.pid}/cmdline`, "utf8")).toContain("sleep\0");
    parent.stdio[3]?.destroy();
    await expect.poll(() => readFileSync(`/proc/${pid}/stat`, "utf8")).toContain(") Z ");
    const started = readFileSync(`/proc/${pid}/stat`, "utf8").split(" ")[21];
    lockFolder(lockedBy({ pid, started }), TABLE).release();
  });

  it.runIf(hasProc)("respects a process that runs, however long it has been silent", () => {
    const holder = livingProcess();
    const folder = lockedBy(holder, 10 * SILENCE_MS);
    expect(() => lockFolder(folder, TABLE)).toThrow(refusal(`on ${hostname()} (process id ${holder.pid})`));
    expect(readdirSync(folder)).toEqual([FIRST]);
  });

  it.each<[string, Partial<LockHolder>]>([
    ["on another host", { host: "elsewhere", pid: 7 }],
    ["in another thread of this process", {}],
    ["that runs, where no more can be told", { realm: undefined, started: undefined, pid: process.ppid }],
  ])("respects one %s until it has been silent for long", (_, holder) => {
    const folder = lockedBy(holder, SILENCE_MS / 2);
    expect(() => lockFolder(folder, TABLE)).toThrow(refusal("is in use by a process on", "free after 20 s"));
    lockFolder(lockedBy(holder, SILENCE_MS + 1_000), TABLE).release();
  });

  it("beats, so that it is not taken for dead", () => {
    const folder = temporaryFolder();
    const lock = lockFolder(folder, TABLE);
    const file = join(folder, FIRST);
    writeFileSync(file, readFileSync(file, "utf8").replace(/"host":"[^"]*"/, '"host":"elsewhere"'));
    // What it wrote is not there any more.
    expect(lock.beat()).toBe(false);
    const other = lockFolder(temporaryFolder(), TABLE);
    expect(other.beat()).toBe(true);
    other.release();
    expect(other.beat()).toBe(false);
  });

  it("sets the time of its file with every beat", () => {
    const folder = lockedBy({ pid: deadPid() });
    const lock = lockFolder(folder, TABLE);
    utimesSync(join(folder, SECOND), 1, 1);
    lock.beat();
    const seen = spawnSync("stat", ["-c", "%Y", join(folder, SECOND)], { encoding: "utf8" });
    expect(Number(seen.stdout)).toBeGreaterThan(1_000_000);
    lock.release();
  });

  it("knows when it was taken over or deleted, and does not release what is another's", () => {
    const folder = temporaryFolder();
    const lock = lockFolder(folder, TABLE);
    unlinkSync(join(folder, FIRST));
    expect(lock.beat()).toBe(false);
    const other = lockFolder(folder, TABLE);
    lock.release();
    expect(other.beat()).toBe(true);
    other.release();
  });

  it("sweeps what processes left that died while they took a lock", () => {
    const folder = lockedBy({ pid: deadPid() });
    const drafts = ["lock-draft-new", "lock-draft-old"];
    for (const draft of drafts) writeFileSync(join(folder, draft), "");
    utimesSync(join(folder, "lock-draft-old"), 1, 1);
    const locks: FolderLock[] = [lockFolder(folder, TABLE)];
    expect(readdirSync(folder).sort()).toEqual([SECOND, "lock-draft-new"]);
    for (const lock of locks) lock.release();
  });
});
