import { readdirSync, readlinkSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

/** What a process has to have, and may end with: its output, and the call that asks. */
const ITS_OWN = new Set(["PipeWrap", "TTYWrap", "FSReqPromise", "CloseReq"]);

/** What keeps this process from ending, once it has had `forMs` to go. */
export async function openResources(forMs: number): Promise<readonly string[]> {
  const end = performance.now() + forMs;
  for (;;) {
    // One timer is the pause below, or nothing else is there.
    const open = process.getActiveResourcesInfo().filter((name) => !ITS_OWN.has(name));
    if (open.length === 0 || performance.now() >= end) return open;
    await delay(5);
  }
}

/** Regular files below `directory` that this process has open, where the system tells. */
export function openFiles(directory: string): readonly string[] {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc/self/fd").flatMap((fd) => {
    try {
      const path = readlinkSync(`/proc/self/fd/${fd}`);
      return path.startsWith(directory) ? [path] : [];
    } catch {
      // The descriptor that has read the folder is gone by now.
      return [];
    }
  });
}
