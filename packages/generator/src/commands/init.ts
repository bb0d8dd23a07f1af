import { existsSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pc from "picocolors";
import { ConfigError } from "../config/config-error.js";
import { CONFIG_NAMES } from "../config/find-config.js";
import { readJsonFile } from "../source/json/json-file.js";
import type { Terminal } from "../terminal.js";
import { EXIT, type ExitCode } from "./exit-code.js";

/** How `init` was called. */
export interface InitOptions {
  /** Folder that the config goes to. */
  readonly folder: string;
  /** Sources for the config; those that are found where there are none. */
  readonly sources: readonly string[];
  /** Overwrite the config that is there. */
  readonly force: boolean;
  readonly json: boolean;
  readonly variables: Readonly<Record<string, string | undefined>>;
}

const FILE = "zerobus.config.ts";
/** Stands in the config where nothing was found. */
const EXAMPLE = "main.shop.*";

/** Writes a config, and says what to do next. @throws ConfigError where there is one already */
export async function init(options: InitOptions, terminal: Terminal): Promise<ExitCode> {
  const { folder, force, variables } = options;
  const present = CONFIG_NAMES.find((name) => existsSync(join(folder, name)));
  if (present !== undefined && !(force && present === FILE)) {
    const mend = present === FILE ? "edit it, or overwrite it with --force" : "edit it, or remove it first";
    throw new ConfigError(`${present} is already here`, mend);
  }
  const found = options.sources.length > 0 ? options.sources : await findSources(folder);
  const isFound = found.length > 0;
  const sources = isFound ? found : [EXAMPLE];
  const path = join(folder, FILE);
  try {
    writeFileSync(path, configText(sources), { flag: force ? "w" : "wx" });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError(`cannot write ${path}: ${reason}`, "check that the folder can be written to");
  }
  const catalog = variables.ZEROBUS_EMULATOR_HOST || variables.DATABRICKS_HOST;
  const next = [
    isFound
      ? `source is ${sources.map((source) => JSON.stringify(source)).join(", ")}`
      : `no schemas were found here: say in ${FILE} where they are`,
    catalog
      ? `zerobus-gen pull reads tables from ${catalog} into zerobus.lock.json; commit that file`
      : "zerobus-gen pull reads them into zerobus.lock.json; for a catalog set DATABRICKS_HOST, or pass --profile",
    "zerobus-gen generate writes the clients to src/tables",
  ];
  if (options.json) terminal.out(JSON.stringify({ clean: true, file: FILE, source: sources, next }));
  else {
    const { green } = pc.createColors(terminal.colours);
    terminal.out(green(`wrote ${FILE}`));
    for (const line of next) terminal.out(`  ${line}`);
  }
  return EXIT.clean;
}

function configText(sources: readonly string[]): string {
  const [first, ...rest] = sources.map((source) => JSON.stringify(source));
  const source = rest.length === 0 ? first : `[${[first, ...rest].join(", ")}]`;
  return `import { defineConfig } from "zerobus-gen";

export default defineConfig({
  source: ${source},
});
`;
}

/** Folders that schemas are usually kept in, beside the top. */
const FOLDERS = [".", "proto", "protos", "tables", "schemas"];
/** More files than these are nobody's tables. */
const MOST_FILES = 200;

/** Folders of `.proto` files or of several tables in JSON, and single `.json` files with a table in them. */
async function findSources(folder: string): Promise<readonly string[]> {
  const sources: string[] = [];
  for (const name of FOLDERS) {
    const path = join(folder, name);
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) continue;
    const files = readdirSync(path, {
      recursive: name !== "." && name.startsWith("proto"),
      encoding: "utf8",
    }).sort();
    // The tables in JSON that lie in it come with it.
    if (files.some((file) => file.endsWith(".proto"))) {
      sources.push(name);
      continue;
    }
    const json = files.filter((each) => each.endsWith(".json"));
    const tables: string[] = [];
    for (const file of json.slice(0, MOST_FILES)) {
      if (await isTable(join(path, file))) tables.push(name === "." ? file : `${name}/${file}`);
    }
    const isFolderOfTables = name !== "." && tables.length > 1 && tables.length === json.length;
    sources.push(...(isFolderOfTables ? [name] : tables));
  }
  return sources;
}

async function isTable(path: string): Promise<boolean> {
  const read = await readJsonFile(path).catch(() => undefined);
  return read !== undefined && read.tables.length > 0;
}
