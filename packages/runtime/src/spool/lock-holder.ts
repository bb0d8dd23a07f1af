import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import { isErrno } from "./spool-error.js";

/** Who holds a lock, in enough detail to tell later whether that is still alive. */
export interface LockHolder {
  readonly pid: number;
  /** Unlike for every holding of a lock. */
  readonly owner: string;
  readonly host: string;
  /** Boot of the machine and namespace of the process id; unknown where there is no /proc. */
  readonly realm?: string | undefined;
  /** When the process started, in the system's own count; unknown where there is no /proc. */
  readonly started?: string | undefined;
}

/** This process as the holder of a lock. */
export function ourselves(owner: string): LockHolder {
  return { pid: process.pid, owner, host: hostname(), realm: realmOfOurs(), started: startOf(process.pid) };
}

/**
 * Whether a holder still runs, as far as can be told from here. `unknown` are those on another host, in another
 * thread or copy of this package in our process, and, without /proc, every running process: it may have been given
 * the id of one that died.
 */
export function livenessOf(holder: LockHolder, isOurs: boolean): "alive" | "dead" | "unknown" {
  if (isOurs) return "alive";
  if (holder.host !== hostname()) return "unknown";
  const realm = realmOfOurs();
  // The host started anew, or the container did.
  if (realm !== undefined && holder.realm !== undefined && realm !== holder.realm) return "dead";
  if (!Number.isSafeInteger(holder.pid) || holder.pid <= 0 || !hasProcess(holder.pid)) return "dead";
  const started = startOf(holder.pid);
  if (realm === undefined || holder.started === undefined) return "unknown";
  if (started !== holder.started) return "dead";
  return holder.pid === process.pid ? "unknown" : "alive";
}

function hasProcess(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, as somebody else.
    return isErrno(error, "EPERM");
  }
}

function realmOfOurs(): string | undefined {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return `${boot} ${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return undefined;
  }
}

/** Undefined for a process that has ended, even if its parent has not asked how, and where there is no /proc. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name before may hold anything, parentheses too.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" || fields[0] === "X" ? undefined : fields[19];
  } catch {
    return undefined;
  }
}
