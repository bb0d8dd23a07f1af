import { statSync } from "node:fs";
import { joinReads, type SchemaRead } from "@zerobus-gen/schema";
import type { CatalogCredentials } from "./catalog-credentials.js";
import { fetchCatalogToken } from "./catalog-credentials.js";
import { readJsonFile } from "./json-file.js";
import { readProtoFiles } from "./proto-files.js";
import type { ProtoTableOptions } from "./proto-tables.js";
import { SourceError } from "./source-error.js";
import { readCatalogTable } from "./unity-catalog.js";
import { workspaceOrigin } from "./workspace-origin.js";

/** Where tables that are named, rather than files, are read from. */
export interface CatalogAccess {
  readonly host: string;
  readonly credentials: CatalogCredentials;
}

/** What reading needs beside the sources. */
export interface ReadOptions extends ProtoTableOptions {
  /** Asked only when a source is the name of a table. @throws SourceError when the settings are missing */
  readonly catalog: () => CatalogAccess;
}

/** Catalog tables that are read at the same time. */
const PARALLEL = 8;

/** A source as it was written: a path that exists, or the full name of a table. */
type Source =
  | { readonly kind: "json" | "proto"; readonly path: string }
  | { readonly kind: "catalog"; readonly table: string };

/**
 * Reads tables from each source: a folder or file of `.proto`, a `.json` file, or a full table name, which the live
 * catalog is asked for.
 *
 * @throws SourceError for the first source that cannot be read at all
 */
export async function readSources(sources: readonly string[], options: ReadOptions): Promise<SchemaRead> {
  const told = sources.map(tellSource);
  const reads: SchemaRead[] = [];
  for (const source of told) {
    if (source.kind === "json") reads.push(await readJsonFile(source.path));
    if (source.kind === "proto") reads.push(await readProtoFiles(source.path, options));
  }
  const tables = told.flatMap((source) => (source.kind === "catalog" ? [source.table] : []));
  if (tables.length > 0) reads.push(await readCatalog(tables, options.catalog()));
  return joinReads(reads);
}

function tellSource(source: string): Source {
  const stats = statSync(source, { throwIfNoEntry: false });
  if (stats?.isDirectory() || source.endsWith(".proto")) return { kind: "proto", path: source };
  if (stats?.isFile() || source.endsWith(".json")) return { kind: "json", path: source };
  if (/^[^./\\]+\.[^./\\]+\.[^./\\]+$/.test(source)) return { kind: "catalog", table: source };
  throw new SourceError(
    `${JSON.stringify(source)} is no file, no folder, and no full table name`,
    "name a folder of .proto files, a .json file, or catalog.schema.table",
  );
}

async function readCatalog(
  tables: readonly string[],
  { host, credentials }: CatalogAccess,
): Promise<SchemaRead> {
  const token = await fetchCatalogToken(workspaceOrigin(host), credentials);
  const reads: SchemaRead[] = [];
  for (let start = 0; start < tables.length; start += PARALLEL) {
    const group = tables.slice(start, start + PARALLEL);
    reads.push(
      ...(await Promise.all(group.map((table) => readCatalogTable({ host, table, credentials: { token } })))),
    );
  }
  return joinReads(reads);
}
