import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { compareTables, parseTableName, type TableName } from "@zerobus-gen/schema";
import type { CatalogSource, Environment } from "../config/config.js";
import {
  catalogSourceOf,
  environmentOf,
  findProject,
  fitsTable,
  nameIn,
  type Project,
  settingsOf,
} from "../config/project.js";
import type { DoctorContext, DoctorProject, DoctorTable, Fault } from "../doctor/project.js";
import { readLock } from "../project/project-tables.js";
import { catalogSettings } from "../source/catalog/catalog-settings.js";
import { readSources } from "../source/read-sources.js";
import { SourceError } from "../source/source-error.js";
import { shownPath } from "./drift-output.js";
import { generateProject } from "./generate-project.js";

/** What `doctor` was called with. */
export interface DoctorCall {
  readonly folder: string;
  readonly config: string | undefined;
  readonly env: string | undefined;
  /** Full names, or patterns of tables of the lock. */
  readonly names: readonly string[];
  readonly flags: CatalogSource;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
}

/** All that the doctor looks at. What is wrong with config and lock is for it to say, and throws nothing here. */
export async function doctorContext(call: DoctorCall): Promise<DoctorContext> {
  const { project, fault } = await projectOf(call);
  const environment = fault === undefined ? environmentOf(project, call.env) : {};
  const source = catalogSourceOf(project, environment, call.flags);
  return {
    project: await doctorProject(project, fault, environment, source, call),
    environment: call.variables,
    nodeVersion: process.versions.node,
    now: Date.now,
    ...(call.signal && { signal: call.signal }),
    readTable: (name, signal) =>
      readSources([name], { catalog: () => catalogSettings(source, call.variables), signal }),
    compare: (locked, live) =>
      compareTables(locked, { ...live, name: locked.name }, project && settingsOf(project, locked.name)).map(
        ({ class: severity, path, message }) => ({
          class: severity,
          message: path === undefined ? message : `${path}: ${message}`,
        }),
      ),
  };
}

async function projectOf(call: DoctorCall): Promise<{ readonly project?: Project; readonly fault?: Fault }> {
  try {
    const project = await findProject(call.folder, call.config);
    return project === undefined ? {} : { project };
  } catch (error) {
    return { fault: faultOf(error) };
  }
}

async function doctorProject(
  project: Project | undefined,
  fault: Fault | undefined,
  environment: Environment,
  source: CatalogSource,
  call: DoctorCall,
): Promise<DoctorProject> {
  const { host, profile, tokenCommand } = source;
  const credentialsFrom =
    profile !== undefined
      ? `the profile ${profile}`
      : tokenCommand !== undefined
        ? "the token command"
        : undefined;
  const lockPath = project?.lock ?? join(call.folder, "zerobus.lock.json");
  const locked = lockedTables(project, environment, call.names);
  const staleFiles = project && !("fault" in locked) ? await staleFilesOf(project, call.folder) : undefined;
  return {
    ...(project && { configPath: shownPath(call.folder, project.file) }),
    ...(fault && { configFault: fault }),
    lockPath: shownPath(call.folder, lockPath),
    ...lockTextAt(lockPath),
    ...("fault" in locked && { lockFault: locked.fault }),
    ...(staleFiles && { staleFiles }),
    tables: "fault" in locked ? namedTables(call.names) : locked.tables,
    ...(host !== undefined && { host }),
    ...(credentialsFrom !== undefined && { credentialsFrom }),
  };
}

/** What cannot be read is not there, or a fault that reading the lock has told. */
function lockTextAt(path: string): { readonly lockText?: string } {
  try {
    return { lockText: readFileSync(path, "utf8") };
  } catch {
    return existsSync(path) ? { lockText: "" } : {};
  }
}

function lockedTables(
  project: Project | undefined,
  environment: Environment,
  names: readonly string[],
): { readonly tables: readonly DoctorTable[] } | { readonly fault: Fault } {
  if (project === undefined) return { tables: namedTables(names) };
  try {
    const all = readLock(project).tables.map(({ schema }) => schema);
    const wanted = all.filter(({ name }) => names.length === 0 || names.some((each) => means(each, name)));
    const others = names.filter((each) => !all.some(({ name }) => means(each, name)));
    const tables = wanted.map((schema) => ({
      name: nameIn(environment, schema.name),
      schema,
      settings: settingsOf(project, schema.name),
    }));
    return { tables: [...tables, ...namedTables(others)] };
  } catch (error) {
    if (error instanceof SourceError) throw error;
    return { fault: faultOf(error) };
  }
}

function namedTables(names: readonly string[]): readonly DoctorTable[] {
  return names.map((text) => {
    const parsed = parseTableName(text);
    if ("name" in parsed && !text.includes("*")) return { name: parsed.name };
    throw new SourceError(`the lock has no ${text}`, "write its full name: catalog.schema.table");
  });
}

/** By its full name, a pattern, or its last part. */
function means(text: string, name: TableName): boolean {
  return fitsTable(text, name) || text.toLowerCase() === name.table.toLowerCase();
}

/** As `generate --check` tells; nothing where that cannot be told. */
async function staleFilesOf(project: Project, folder: string): Promise<readonly string[] | undefined> {
  const lines: string[] = [];
  const terminal = { out: (line: string) => lines.push(line), err: () => {}, colours: false };
  const options = { folder, check: true, dryRun: false, json: true };
  try {
    await generateProject(project, options, terminal, new AbortController().signal);
    const result: {
      readonly files: readonly { readonly path: string }[];
      readonly problems: readonly { readonly severity: string }[];
    } = JSON.parse(lines.join("\n"));
    if (result.problems.some(({ severity }) => severity === "error")) return undefined;
    return result.files.map(({ path }) => path);
  } catch {
    return undefined;
  }
}

function faultOf(error: unknown): Fault {
  const message = error instanceof Error ? error.message : String(error);
  const hint =
    error instanceof Error && "hint" in error && typeof error.hint === "string" ? error.hint : undefined;
  return { message, ...(hint !== undefined && { hint }) };
}
