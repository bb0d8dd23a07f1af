import { existsSync, lstatSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { installPeers, PEERS_FOLDER } from "../../peers/install.js";
import { compared } from "../comparison.js";
import { NOTHING, type Part } from "./findings.js";

const RUNTIME = fileURLToPath(new URL("../../../packages/runtime", import.meta.url));
const OFFICIAL = join(PEERS_FOLDER, "node_modules/@databricks/zerobus-ingest-sdk-linux-x64-gnu");
const CASE = "install size";

/** So many packages have most of the bytes. */
const LARGEST = 8;

/** What npm puts on a disk: the runtime with all that it depends on, against the native package of one platform alone. */
export const installSize: Part = async (isChosen) => {
  if (!isChosen(CASE)) return NOTHING;
  const packages = dependenciesOf(RUNTIME);
  const all = [...packages].map(([folder, name]) => ({ name, bytes: installedBytes(folder) }));
  const bytes = all.reduce((sum, one) => sum + one.bytes, 0);
  const largest = all.toSorted((a, b) => b.bytes - a.bytes).slice(0, LARGEST);
  const parts = largest.map((one) => [one.name, one.bytes]);
  const notes = [{ case: CASE, packages: all.length, bytes, ...Object.fromEntries(parts) }];
  const failure = installPeers();
  if (failure !== undefined || !existsSync(OFFICIAL)) {
    return {
      comparisons: [],
      notes: [...notes, { case: CASE, skipped: failure ?? "no official SDK for here" }],
    };
  }
  const peer = { name: "official SDK, native package", figure: folderBytes(OFFICIAL) };
  return { comparisons: [compared("startup", CASE, "bytes", bytes, peer)], notes };
};

/** A package and all that it depends on: names by folder, where Node finds them. */
function dependenciesOf(folder: string, found: Map<string, string> = new Map()): ReadonlyMap<string, string> {
  if (found.has(folder)) return found;
  const { name, dependencies = {} } = manifest(folder);
  found.set(folder, name);
  for (const dependency of Object.keys(dependencies)) dependenciesOf(resolved(dependency, folder), found);
  return found;
}

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

function manifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
}

function resolved(name: string, from: string): string {
  const folder = join(from, "node_modules", name);
  if (existsSync(folder)) return realpathSync(folder);
  if (dirname(from) === from) throw new Error(`${name} is not installed`);
  return resolved(name, dirname(from));
}

/** Of ours, what would be published; of others, what has been. */
function installedBytes(folder: string): number {
  if (folder.includes("/node_modules/")) return folderBytes(folder);
  return folderBytes(join(folder, "dist")) + lstatSync(join(folder, "package.json")).size;
}

function folderBytes(folder: string): number {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== "node_modules" && !name.endsWith(".tsbuildinfo"))
    .reduce((sum, entry) => {
      const path = join(folder, entry.name);
      return sum + (entry.isDirectory() ? folderBytes(path) : lstatSync(path).size);
    }, 0);
}
