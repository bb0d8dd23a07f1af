import { DeltaError } from "./delta-error.js";
import { errnoOf } from "./durable-file.js";

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full; make room and try again",
  EDQUOT: "the disk quota is used up; make room and try again",
  EACCES: "its folder may not be written to; check who owns it",
  EROFS: "the disk is read-only",
  ENOENT: "its folder is gone",
  EMFILE: "this process has too many files open",
};

/** The error to throw when the disk refuses something. Errors that are the store's own pass through. */
export function writeFailure(table: string, cause: unknown): DeltaError {
  if (cause instanceof DeltaError) return cause;
  const reason = REASONS[errnoOf(cause) ?? ""] ?? (isLinkFailure(cause) ? NO_HARD_LINKS : String(cause));
  return new DeltaError("write_failed", `${table} cannot be written: ${reason}`, { cause });
}

const NO_HARD_LINKS = "its disk refuses hard links, which commits need; keep the table on another disk";

function isLinkFailure(cause: unknown): boolean {
  return cause instanceof Error && "syscall" in cause && cause.syscall === "link";
}
