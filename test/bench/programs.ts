import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildModule } from "../support/build-module.js";

/** Where programs are put. */
const FOLDER = fileURLToPath(new URL("dist/", import.meta.url));

const built = new Map<string, Promise<string>>();

/**
 * Makes a program of one source of this folder, once in this process. Returns its path.
 *
 * What a TypeScript runner starts from the source is slower: it gives every function its name at run time.
 */
export function builtProgram(source: string): Promise<string> {
  const path = built.get(source) ?? build(source);
  built.set(source, path);
  return path;
}

async function build(source: string): Promise<string> {
  const path = join(FOLDER, source.replace(/\.ts$/, ".mjs"));
  await buildModule(fileURLToPath(new URL(source, import.meta.url)), path);
  return path;
}
