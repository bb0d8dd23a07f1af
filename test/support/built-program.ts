import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildModule } from "./build-module.js";

const PROGRAMS = fileURLToPath(new URL("../programs/", import.meta.url));

const built = new Map<string, Promise<string>>();

/** The path of a program of `test/programs`, which Node runs as it is: it imports the packages as they were built. */
export function builtProgram(name: string): Promise<string> {
  const path = built.get(name) ?? buildProgram(name);
  built.set(name, path);
  return path;
}

async function buildProgram(name: string): Promise<string> {
  const path = join(PROGRAMS, "dist", `${name}.mjs`);
  await buildModule(join(PROGRAMS, `${name}.ts`), path);
  return path;
}

/** Makes of a generated index, by its URL, a module beside it that such a program can import. Answers with its URL. */
export async function builtIndex(index: string): Promise<string> {
  const url = new URL("index.mjs", index);
  await buildModule(fileURLToPath(index), fileURLToPath(url));
  return url.href;
}
