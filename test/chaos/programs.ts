import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";

/** The client and the server of the runs, each as one file that Node starts in a tenth of a second. */
export interface Programs extends AsyncDisposable {
  readonly client: string;
  readonly server: string;
}

/** Bundles the client from its sources, and what drives the built server. A plugin can change what they are made of. */
export async function bundlePrograms(plugins: Plugin[] = []): Promise<Programs> {
  const outdir = await mkdtemp(join(tmpdir(), "zerobus-chaos-programs-"));
  const source = (name: string): string => fileURLToPath(new URL(`${name}.ts`, import.meta.url));
  await bundle([source("client"), source("server")], outdir, [...plugins, builtLocal]);
  return {
    client: join(outdir, "client.mjs"),
    server: join(outdir, "server.mjs"),
    [Symbol.asyncDispose]: () => rm(outdir, { recursive: true }),
  };
}

/**
 * Leaves the local server what it is when it is built, out of every bundle: it has files beside it that it looks for. Needs
 * `npm run build`.
 */
export const builtLocal: Plugin = {
  name: "built-local",
  setup({ onResolve }) {
    const path = new URL("../../packages/local/dist/index.js", import.meta.url).href;
    onResolve({ filter: /^@zerobus-gen\/local$/ }, () => ({ path, external: true }));
  },
};

/** Bundles each source into one file of that name. */
export async function bundle(sources: string[], outdir: string, plugins: Plugin[] = []): Promise<void> {
  await build({
    entryPoints: sources,
    outdir,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    conditions: ["@zerobus-gen/source"],
    sourcemap: "inline",
    // What is CommonJS inside asks for Node's own modules in its own way.
    banner: { js: 'import{createRequire}from"node:module";const require=createRequire(import.meta.url);' },
    logLevel: "error",
    plugins,
  });
}
