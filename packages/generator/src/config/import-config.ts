import { existsSync, readFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { isJsonObject, parseJson } from "@zerobus-gen/schema";
import { ConfigError } from "./config-error.js";

/** What a config file exports by default, or says as JSON; read anew each time. @throws ConfigError where it cannot be loaded */
export async function importConfig(path: string): Promise<unknown> {
  try {
    const extension = extname(path);
    if (extension === ".json") return parseConfigJson(path);
    const exported =
      extension === ".ts" || extension === ".mts" ? await importTypeScript(path) : await importFresh(path);
    return isJsonObject(exported) && "default" in exported ? exported.default : exported;
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError(`cannot load ${path}: ${reason}`, undefined, { cause: error });
  }
}

function parseConfigJson(path: string): unknown {
  const json = parseJson(readFileSync(path, "utf8").replace(/^\ufeff/, ""));
  if (json === undefined)
    throw new ConfigError(`${path} is not JSON`, "comments and last commas are not JSON");
  return json;
}

let imports = 0;

/** Node keeps modules by address. */
async function importFresh(path: string): Promise<unknown> {
  return import(`${pathToFileURL(path).href}?load=${++imports}`);
}

async function importTypeScript(path: string): Promise<unknown> {
  const compiled = compiledFolder(path);
  try {
    return await importCompiled(path, compiled);
  } catch (error) {
    // A full disk, or a file of another user: the config is not to blame.
    const isOfDisk = error instanceof Error && "syscall" in error;
    if (compiled === undefined || !isOfDisk) throw error;
    return importCompiled(path, undefined);
  }
}

/** Where compiled configs are kept, which then need no compiler: with the packages beside them, or nowhere. */
function compiledFolder(path: string): string | undefined {
  const packages = join(dirname(path), "node_modules");
  return existsSync(packages) ? join(packages, ".cache", "zerobus-gen") : undefined;
}

/** The loader is large: nobody else pays for it. */
async function importCompiled(path: string, compiled: string | undefined): Promise<unknown> {
  const { createJiti } = await import("jiti");
  const jiti = createJiti(pathToFileURL(path).href, {
    moduleCache: false,
    // Its files say which source they are of; another one is compiled anew.
    fsCache: compiled ?? false,
    interopDefault: false,
    // What a config needs of the package, whether it is installed beside it or not. All of it would load the emitter.
    alias: { "zerobus-gen": fileURLToPath(new URL(`./config${extname(import.meta.url)}`, import.meta.url)) },
  });
  return jiti.import(path);
}
