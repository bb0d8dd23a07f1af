import { readFileSync } from "node:fs";
import { extname } from "node:path";
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

/** The loader is large: nobody else pays for it. */
async function importTypeScript(path: string): Promise<unknown> {
  const { createJiti } = await import("jiti");
  const jiti = createJiti(pathToFileURL(path).href, {
    moduleCache: false,
    fsCache: false,
    interopDefault: false,
    // What a config needs of the package, whether it is installed beside it or not. All of it would load the emitter.
    alias: { "zerobus-gen": fileURLToPath(new URL(`./config${extname(import.meta.url)}`, import.meta.url)) },
  });
  return jiti.import(path);
}
