import { existsSync } from "node:fs";
import { resolve } from "node:path";

/** A source as it is read from a folder. It stays as it was written where that means the same: problems name it. */
export function sourceFrom(folder: string, source: string): string {
  if (folder === process.cwd()) return source;
  const path = resolve(folder, source);
  const isName = /^[^./\\]+\.[^./\\]+\.[^./\\]+$/.test(source) && !/\.(?:json|proto)$/.test(source);
  return isName && !existsSync(path) ? source : path;
}
