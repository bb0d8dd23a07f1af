import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";

/** Where programs are put: packages are found from there as from any folder of the workspace. */
const FOLDER = fileURLToPath(new URL("dist/", import.meta.url));

/** A part of the runtime that the package does not export, imported by the path of its source, stays outside as well. */
const runtimeAsBuilt: Plugin = {
  name: "runtime as built",
  setup: ({ onResolve }) => {
    onResolve({ filter: /\/packages\/runtime\/src\/.*\.js$/ }, ({ path, resolveDir }) => {
      // What is there for tests alone is not built.
      if (path.includes("/runtime/src/testing/")) return undefined;
      return { path: join(resolveDir, path).replace("/runtime/src/", "/runtime/dist/"), external: true };
    });
  },
};

/**
 * Makes a program of one source and what it imports by path; packages stay outside, as they were built. Returns its path.
 *
 * What a TypeScript runner starts from the source is slower: it gives every function its name at run time.
 */
export async function builtProgram(source: string): Promise<string> {
  await build({
    entryPoints: [fileURLToPath(new URL(source, import.meta.url))],
    outdir: FOLDER,
    outbase: fileURLToPath(new URL(".", import.meta.url)),
    outExtension: { ".js": ".mjs" },
    bundle: true,
    packages: "external",
    plugins: [runtimeAsBuilt],
    platform: "node",
    format: "esm",
    target: "node20",
    logLevel: "error",
  });
  return join(FOLDER, source.replace(/\.ts$/, ".mjs"));
}
