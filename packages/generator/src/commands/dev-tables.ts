import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import {
  hasError,
  type Problem,
  problemOf,
  tableInfoJson,
  tableLabel,
  writableTable,
} from "@zerobus-gen/schema";
import { findConfig } from "../config/find-config.js";
import { loadProject } from "../config/project.js";
import { readLock } from "../project/project-tables.js";
import { SourceError } from "../source/source-error.js";
import type { Terminal } from "../terminal.js";
import { printProblems } from "./print-problems.js";

/** The tables of a local server, and where they come from. */
export interface DevTables {
  /** Files to watch: when one changes, the tables may have. */
  readonly files: readonly string[];
  /** Reads them, each as Unity Catalog describes it. */
  readonly read: () => Promise<readonly unknown[]>;
}

/** Where `dev` is to take its tables from: the files; without any, the lock of the project; without that, nowhere. */
export async function devTables(
  place: { readonly folder: string; readonly files: readonly string[]; readonly config: string | undefined },
  terminal: Terminal,
): Promise<DevTables> {
  const files = place.files.map((file) => resolve(place.folder, file));
  if (files.length > 0) return { files, read: () => Promise.all(files.map(readTable)) };
  if (place.config === undefined && findConfig(place.folder) === undefined)
    return { files: [], read: async () => [] };
  const project = await loadProject(place.folder, place.config);
  return {
    files: [project.lock],
    read: async () => {
      const problems: Problem[] = [];
      const tables = readLock(project).tables.flatMap(({ schema }) => {
        const found: Problem[] = [];
        const writable = writableTable(schema, { unsupported: "skip" }, (finding) => {
          found.push(problemOf(tableLabel(schema.name), finding));
        });
        problems.push(...found);
        return hasError(found) ? [] : [tableInfoJson(writable)];
      });
      printProblems(
        problems.map((problem) => ({ ...problem, severity: "warning" })),
        terminal,
      );
      return tables;
    },
  };
}

async function readTable(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SourceError(`cannot read the table ${path}: ${reason}`, "name a file with a table as JSON");
  }
}
