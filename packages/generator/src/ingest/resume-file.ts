import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { isJsonObject, parseJson } from "@zerobus-gen/schema";
import { SourceError } from "../source/source-error.js";
import type { Identity } from "./open-input.js";

/** How far an earlier run came with a file. */
export interface Progress extends Identity {
  readonly table: string;
  /** The last line whose row, with all before it, is durable or was written down as rejected. */
  readonly line: number;
}

/** Reads what an earlier run left; undefined where there is nothing. @throws SourceError where it is broken */
export function readProgress(file: string): Progress | undefined {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw new SourceError(`cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
  const json = parseJson(text);
  if (
    isJsonObject(json) &&
    typeof json.table === "string" &&
    typeof json.headSha256 === "string" &&
    isCount(json.line) &&
    isCount(json.headBytes)
  ) {
    const { table, line, headBytes, headSha256 } = json;
    return { table, line, headBytes, headSha256 };
  }
  throw new SourceError(`${file} is not what this tool wrote`, "delete it to begin with the first row");
}

/** Notes it, whole or not at all. */
export function writeProgress(file: string, progress: Progress): void {
  const draft = `${file}.tmp`;
  writeFileSync(draft, `${JSON.stringify(progress)}\n`);
  renameSync(draft, file);
}

/** Forgets it. */
export function removeProgress(file: string): void {
  rmSync(file, { force: true });
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
