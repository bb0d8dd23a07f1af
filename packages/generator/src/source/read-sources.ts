import { resolve } from "node:path";
import { formatTableName, joinReads, problemOf, type SchemaRead, tableLabel } from "@zerobus-gen/schema";
import type { Patience } from "./catalog/catalog-request.js";
import type { CatalogAccess } from "./catalog/catalog-settings.js";
import type { ProtoTableOptions } from "./proto/proto-tables.js";
import { SourceError, unreadable } from "./source-error.js";
import type { SourceRead } from "./source-read.js";
import { type SourceKind, tellSource } from "./tell-source.js";

/** What reading needs beside the sources. */
export interface ReadOptions extends ProtoTableOptions {
  /** Asked only when a source is the name of a table, or a pattern. @throws SourceError when the settings are missing */
  readonly catalog: () => CatalogAccess;
  /** Told of each table or file that was read: how many are done, how many there are as far as is known, which. */
  readonly onProgress?: (done: number, total: number, name: string) => void;
  /** Stops the reading. */
  readonly signal?: AbortSignal;
  /** How long the catalog may take. */
  readonly patience?: Omit<Patience, "signal">;
}

/** A source as it was written, and what it is. */
interface Source {
  readonly source: string;
  readonly kind: SourceKind;
}

/**
 * Reads tables from each source: a folder of `.proto` and `.json` files or one of them, a binary `FileDescriptorSet`, the
 * folder of a Delta table, a full table name or a pattern such as `main.sales.*`, which the live catalog is asked for. A
 * source that cannot be read is a problem; the others are read all the same. The tables are in the order of the sources.
 *
 * @throws SourceError where the signal stopped the reading
 */
export async function readSources(sources: readonly string[], options: ReadOptions): Promise<SchemaRead> {
  const { signal, onProgress } = options;
  const reads: SourceRead[] = [];
  const attempt = async (source: string, read: () => Promise<SchemaRead> | SchemaRead): Promise<void> => {
    if (signal?.aborted) throw new SourceError("reading was stopped");
    try {
      reads.push({ source, read: await read() });
    } catch (error) {
      if (!(error instanceof SourceError) || signal?.aborted) throw error;
      reads.push({ source, read: { tables: [], problems: [unreadable(source, error)] } });
    }
  };

  const told: Source[] = [];
  for (const source of new Set(sources)) {
    await attempt(source, () => {
      told.push({ source, kind: tellSource(source) });
      return { tables: [], problems: [] };
    });
  }
  const files = told.filter(({ kind }) => kind !== "catalog");
  const names = told.filter(({ kind }) => kind === "catalog").map(({ source }) => source);
  let done = 0;
  let total = files.length + names.length;
  const step = (name: string): void => onProgress?.(++done, total, name);
  const ranks = new Map([...new Set(sources)].map((source, index) => [source, index]));
  const named = files.map(({ source }) => resolve(source));
  for (const { source, kind } of files) {
    await attempt(source, async () => {
      if (kind !== "folder") return readFileSource(source, kind, options);
      const { readFolder } = await import("./folder/read-folder.js");
      const inside = await readFolder(source, { ...options, named });
      for (const each of inside) ranks.set(each.source, ranks.get(each.source) ?? ranks.get(source) ?? 0);
      reads.push(...inside);
      return { tables: [], problems: [] };
    });
    step(source);
  }
  const [first] = names;
  if (first !== undefined) {
    const label = names.length > 3 ? `${first} and ${names.length - 1} more` : names.join(", ");
    ranks.set(label, ranks.get(first) ?? 0);
    await attempt(label, async () => {
      const { host, credentials, proxy } = options.catalog();
      const { openCatalog } = await import("./catalog/catalog-session.js");
      const { ProxyAgent } = await import("./catalog/proxy-agent.js");
      const { readCatalog } = await import("./catalog/read-catalog.js");
      const session = await openCatalog(host, credentials, {
        ...(proxy && { agent: new ProxyAgent(proxy) }),
        ...options.patience,
        ...(signal && { signal }),
      });
      const found = (tables: number): void => {
        total = files.length + tables;
      };
      reads.push(...(await readCatalog(session, names, found, step)));
      return { tables: [], problems: [] };
    });
  }
  const rank = ({ source }: SourceRead): number => ranks.get(source) ?? 0;
  return joined(reads.sort((a, b) => rank(a) - rank(b)));
}

/** Readers bring large libraries along, so that none is loaded that no source needs. */
async function readFileSource(
  source: string,
  kind: Exclude<SourceKind, "folder">,
  options: ReadOptions,
): Promise<SchemaRead> {
  switch (kind) {
    case "proto": {
      const { readProtoFiles } = await import("./proto/proto-files.js");
      return readProtoFiles(source, options, options.signal);
    }
    case "descriptors": {
      const { readDescriptorFile } = await import("./proto/proto-descriptors.js");
      const { readProtoTables } = await import("./proto/proto-tables.js");
      return readProtoTables(await readDescriptorFile(source), options);
    }
    case "delta": {
      const { readDeltaTable } = await import("./delta/delta-table.js");
      return readDeltaTable(source, options);
    }
    case "json":
    case "catalog": {
      const { readJsonFile } = await import("./json/json-file.js");
      return readJsonFile(source, options);
    }
  }
}

/** All of them. A table that two sources have is taken from the first, and both are named. */
function joined(reads: readonly SourceRead[]): SchemaRead {
  const origins = new Map<string, string>();
  return joinReads(
    reads.map(({ source, read }) => {
      const problems = [...read.problems];
      const tables = read.tables.filter(({ name }) => {
        const key = formatTableName(name).toLowerCase();
        const first = origins.get(key) ?? source;
        origins.set(key, first);
        if (first === source) return true;
        problems.push(
          problemOf(tableLabel(name), {
            code: "DUPLICATE_TABLE",
            message: `the table was read twice: from ${first}, and from ${source}`,
            hint: "name each table in one place only",
          }),
        );
        return false;
      });
      return { tables, problems };
    }),
  );
}
