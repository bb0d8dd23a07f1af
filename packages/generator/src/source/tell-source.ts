import { type Stats, statSync } from "node:fs";
import { basename, join } from "node:path";
import { parseTablePattern } from "./catalog/table-pattern.js";
import { SourceError } from "./source-error.js";

/** What a source is: files of some kind, a folder of them, or what the live catalog is asked for. */
export type SourceKind = "json" | "proto" | "descriptors" | "folder" | "delta" | "catalog";

/** Names of files with a binary `FileDescriptorSet`. */
export const descriptorFile: RegExp = /\.(?:binpb|pb|desc|descriptor|bin|protoset)$/i;

/**
 * Tells what a source is: what lies there, where something does, else what it looks like.
 *
 * @throws SourceError where it is nothing
 */
export function tellSource(source: string): SourceKind {
  const stats = statsOf(source);
  if (stats?.isDirectory()) return isDelta(source) ? "delta" : "folder";
  if (source.endsWith(".proto")) return "proto";
  if (descriptorFile.test(source)) return "descriptors";
  if (stats?.isFile() || source.endsWith(".json")) return "json";
  if (parseTablePattern(source) || /^[^./\\*?]+\.[^./\\*?]+\.[^./\\*?]+$/.test(source)) return "catalog";
  throw new SourceError(
    `${JSON.stringify(source)} is no file, no folder, and no full table name`,
    mend(source),
  );
}

/** @throws SourceError where what is there cannot be looked at: a link round in a circle, a folder that is closed */
function statsOf(source: string): Stats | undefined {
  try {
    return statSync(source, { throwIfNoEntry: false });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SourceError(
      `cannot read ${source}: ${reason}`,
      "does it lead to a file or a folder, and may this user read it?",
    );
  }
}

function isDelta(folder: string): boolean {
  if (basename(folder) === "_delta_log") return true;
  return statSync(join(folder, "_delta_log"), { throwIfNoEntry: false })?.isDirectory() === true;
}

function mend(source: string): string {
  if (/^[^./\\*?]+\.[^./\\?]+$/.test(source)) {
    return `for all tables of a ${source.includes("*") ? "catalog" : "schema"} write ${source}.*`;
  }
  if (/^[^/\\]*[*?][^/\\]*$/.test(source)) {
    return "a pattern has three parts, and * for any characters: catalog.schema.*";
  }
  return "name a folder of .proto or .json files, one file, a Delta table's folder, catalog.schema.table, or catalog.schema.*";
}
