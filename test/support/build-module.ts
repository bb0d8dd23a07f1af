import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { build, type Plugin } from "esbuild";

/** What a package does not export is imported by the path of its source, and is as it was built, too. */
const packagesAsBuilt: Plugin = {
  name: "packages as built",
  setup: ({ onResolve }) => {
    onResolve({ filter: /\/packages\/[a-z]+\/src\/.*\.js$/ }, ({ path, resolveDir }) => {
      // What is there for tests alone is not built.
      if (path.includes("/src/testing/")) return undefined;
      return { path: join(resolveDir, path).replace(/\/src\//, "/dist/"), external: true };
    });
  },
};

/**
 * Makes of a source, and what it imports by path, a module at `path` that Node runs as it is. Packages stay outside, as
 * they were built: `path` is to be in the workspace, where they are found.
 */
export async function buildModule(source: string, path: string): Promise<void> {
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
  mkdirSync(dirname(path), { recursive: true });
  // Processes that run at the same time may want the same module: none sees half of it.
  const own = `${path}.${process.pid}`;
  writeFileSync(own, outputFiles[0]?.contents ?? "");
  renameSync(own, path);
}
