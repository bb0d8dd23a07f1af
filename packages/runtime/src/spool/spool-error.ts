import { ZerobusError } from "../errors.js";

/** Mends for what an operating system says. */
const HINTS: Readonly<Record<string, string>> = {
  ENOSPC: "free space on that disk, or put the spool on another",
  EDQUOT: "raise the quota of that disk, or put the spool on another",
  EACCES: "let this process write there, or give another spool.dir",
  EPERM: "let this process write there, or give another spool.dir",
  EROFS: "the file system is read-only: give another spool.dir",
  ENOTDIR: "something on the way there is a file: give another spool.dir",
  EEXIST: "something on the way there is a file: give another spool.dir",
  ENOENT: "the folder was deleted: open the stream anew, and leave its spool.dir alone while it runs",
  EMFILE: "raise the limit of open files (ulimit -n)",
  ENOTSUP: "the file system has no hard links: give another spool.dir",
};

/** The error of a spool that cannot do something. Without a hint, the mend that belongs to what the system said. */
export function spoolError(table: string, cannot: string, cause: unknown, hint?: string): ZerobusError {
  if (cause instanceof ZerobusError) return ZerobusError.about(cause, table);
  const said = cause instanceof Error ? cause.message : String(cause);
  return new ZerobusError("spool", `the spool cannot ${cannot}: ${said}`, {
    table,
    hint: hint ?? HINTS[errnoOf(cause) ?? ""],
    cause,
  });
}

export function isErrno(error: unknown, code: string): boolean {
  return errnoOf(error) === code;
}

function errnoOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
