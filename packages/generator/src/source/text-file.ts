import { readFile, stat } from "node:fs/promises";
import { SourceError } from "./source-error.js";

/** Larger is no file of schemas. */
export const maxFileBytes: number = 64 * 1024 * 1024;

/**
 * The bytes of a file.
 *
 * @param kind what to name instead, for the mend
 * @throws SourceError where it cannot be read, is no file, or is larger than 64 MiB
 */
export async function readSmallFile(path: string, kind: string): Promise<Buffer> {
  try {
    const stats = await stat(path);
    if (!stats.isFile()) throw new SourceError(`${path} is not a file`, `name ${kind}`);
    if (stats.size > maxFileBytes)
      throw new SourceError(`${path} is larger than ${maxFileBytes} bytes`, "split it by table");
    return await readFile(path);
  } catch (error) {
    if (error instanceof SourceError) throw error;
    if (error instanceof Error && "code" in error && error.code === "ENOENT")
      throw new SourceError(`${path} does not exist`, `name ${kind}`);
    const reason = error instanceof Error ? error.message : String(error);
    throw new SourceError(`cannot read ${path}: ${reason}`, `name ${kind}`);
  }
}

/**
 * The text of a file in UTF-8, without a byte order mark.
 *
 * @throws SourceError as {@link readSmallFile}, and where it is not UTF-8
 */
export async function readTextFile(path: string, kind: string): Promise<string> {
  const bytes = await readSmallFile(path, kind);
  const [first, second] = bytes;
  const isUtf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  try {
    if (isUtf16) throw new TypeError("UTF-16");
    // Strips the byte order mark.
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new SourceError(
      `${path} is ${isUtf16 ? "UTF-16" : "not UTF-8"}`,
      "save it as UTF-8; in PowerShell: ... | Out-File -Encoding utf8 FILE",
    );
  }
}
