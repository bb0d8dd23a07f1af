import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";

const PROGRAMS = fileURLToPath(new URL("../programs/", import.meta.url));
/** Packages are found from there as from any folder of the workspace. */
const FOLDER = join(PROGRAMS, "dist");

/** What a package does not export is imported by the path of its source, and is as it was built, too. */
const packagesAsBuilt: Plugin = {
  name: "packages as built",
  setup: ({ onResolve }) => {
    onResolve({ filter: /\/packages\/[a-z]+\/src\/.*\.js$/ }, ({ path, resolveDir }) => ({
      path: join(resolveDir, path).replace(/\/src\//, "/dist/"),
      external: true,
    }));
  },
};

const built = new Map<string, Promise<string>>();

/** The path of a program of `test/programs`, which Node runs as it is: it imports the packages as they were built. */
export function builtProgram(name: string): Promise<string> {
  const path = built.get(name) ?? buildProgram(name);
  built.set(name, path);
  return path;
}

async function buildProgram(name: string): Promise<string> {
  mkdirSync(FOLDER, { recursive: true });
  const path = join(FOLDER, `${name}.mjs`);
  await buildModule(join(PROGRAMS, `${name}.ts`), path);
  return path;
}

/** Makes of a generated index, by its URL, a module beside it that such a program can import. Answers with its URL. */
export async function builtIndex(index: string): Promise<string> {
  const url = new URL("index.mjs", index);
  await buildModule(fileURLToPath(index), fileURLToPath(url));
  return url.href;
}

async function buildModule(source: string, path: string): Promise<void> {
  const { outputFiles } = await build({
    entryPoints: [source],
    outfile: path,
    bundle: true,
    packages: "external",
    plugins: [packagesAsBuilt],
    platform: "node",
    format: "esm",
    target: "node20",
    logLevel: "error",
    write: false,
  });
  // Test files that run at the same time may want the same program: none sees half of it.
  const own = `${path}.${process.pid}`;
  writeFileSync(own, outputFiles[0]?.contents ?? "");
  renameSync(own, path);
}
