import { fileURLToPath } from "node:url";
import { build, type Metafile } from "esbuild";
import { compared } from "../comparison.js";
import { NOTHING, type Part } from "./findings.js";

const CASES = { runtime: "own code, minified", app: "an app, minified" } as const;

/** What bundlers make of it: the runtime by itself, and the least app with all that it depends on. */
export const codeSize: Part = async (isChosen) => {
  if (!Object.values(CASES).some(isChosen)) return NOTHING;
  const runtime = await bundled("../../../packages/runtime/dist/index.js", "external");
  const ours = await bundled("client-ours.ts", "bundle");
  const table = await bundled("../tables/readings.ts", "bundle");
  const byHand = await bundled("client-by-hand.ts", "bundle");
  const peer = { name: "grpc-js and protobuf-es by hand", figure: byHand.bytes };
  const all = [compared("startup", CASES.app, "bytes", ours.bytes, peer)];
  const notes = [
    {
      case: CASES.runtime,
      exported: runtime.bytes,
      "used by an app": ours.ownBytes,
      "used by a table alone": table.ownBytes,
    },
    { case: CASES.app, "loaded later": ours.laterBytes },
  ];
  const isOfChosen = (one: { readonly case: string }): boolean => isChosen(one.case);
  return { comparisons: all.filter(isOfChosen), notes: notes.filter(isOfChosen) };
};

interface Bundle {
  /** Of what is loaded at the start. */
  readonly bytes: number;
  /** The runtime's part in it. */
  readonly ownBytes: number;
  /** Of what is only loaded when it is asked for. */
  readonly laterBytes: number;
}

async function bundled(source: string, packages: "bundle" | "external"): Promise<Bundle> {
  const { metafile } = await build({
    entryPoints: [fileURLToPath(new URL(source, import.meta.url))],
    outdir: "bundles",
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    splitting: true,
    packages,
    platform: "node",
    format: "esm",
    target: "node20",
    logLevel: "error",
  });
  const atStart = new Set<string>();
  for (const [path, { entryPoint }] of Object.entries(metafile.outputs)) {
    if (entryPoint?.endsWith(source.replace(/^[./]+/, "")) === true) addWithImports(path, metafile, atStart);
  }
  let [bytes, ownBytes, laterBytes] = [0, 0, 0];
  for (const [path, output] of Object.entries(metafile.outputs)) {
    if (!atStart.has(path)) {
      laterBytes += output.bytes;
      continue;
    }
    bytes += output.bytes;
    for (const [input, { bytesInOutput }] of Object.entries(output.inputs)) {
      if (input.includes("packages/runtime/dist/")) ownBytes += bytesInOutput;
    }
  }
  return { bytes, ownBytes, laterBytes };
}

/** Notes an output and those that it imports at once. */
function addWithImports(path: string, metafile: Metafile, found: Set<string>): void {
  const output = metafile.outputs[path];
  if (output === undefined || found.has(path)) return;
  found.add(path);
  for (const { kind, path: imported } of output.imports) {
    if (kind === "import-statement") addWithImports(imported, metafile, found);
  }
}
