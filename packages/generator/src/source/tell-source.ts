import { statSync } from "node:fs";
import { basename, join } from "node:path";
import { parseTablePattern } from "./catalog/table-pattern.js";
import { SourceError } from "./source-error.js";

/** What a source is: files of some kind, or what the live catalog is asked for. */
export type SourceKind = "json" | "proto" | "descriptors" | "delta" | "catalog";

const descriptorFile = /\.(?:binpb|pb|desc|descriptor|bin|protoset)$/i;

/**
 * Tells what a source is: what lies there, where something does, else what it looks like.
 *
 * @throws SourceError where it is nothing
 */
export function tellSource(source: string): SourceKind {
  const stats = statSync(source, { throwIfNoEntry: false });
  if (stats?.isDirectory()) return isDelta(source) ? "delta" : "proto";
  if (source.endsWith(".proto")) return "proto";
  if (descriptorFile.test(source)) return "descriptors";
  if (stats?.isFile() || source.endsWith(".json")) return "json";
  if (parseTablePattern(source) || /^[^./\\*?]+\.[^./\\*?]+\.[^./\\*?]+$/.test(source)) return "catalog";
  throw new SourceError(
    `${JSON.stringify(source)} is no file, no folder, and no full table name`,
    mend(source),
  );
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
  return "name a folder of .proto files, a .json file, a Delta table's folder, catalog.schema.table, or catalog.schema.*";
}
