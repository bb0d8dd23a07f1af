import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { NOTHING, type Part } from "./findings.js";
import { IMPORT_SOURCES } from "./import-sources.js";

/** Loaded first: tells at the end which files have become code. */
const PRELOAD = `data:text/javascript,${encodeURIComponent(`
  import { Session } from "node:inspector";
  const session = new Session();
  session.connect();
  const files = [];
  session.on("Debugger.scriptParsed", ({ params: { url } }) => { if (url.startsWith("file:")) files.push(url); });
  session.post("Debugger.enable");
  process.once("exit", () => process.stdout.write(JSON.stringify(files)));
`)}`;

/** Parts of protobuf-es that make message types of descriptors at run time. */
const REFLECTION = /@bufbuild\/protobuf\/dist\/(esm|cjs)\/(registry|reflect\/|codegenv[12]\/(file|restore))/;

/** Which modules the import of the runtime loads. */
export const loadedModules: Part = async (isChosen) => {
  if (!isChosen("modules")) return NOTHING;
  const args = ["--import", PRELOAD, "--input-type=module", "--eval", IMPORT_SOURCES.ours];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const files: readonly string[] = JSON.parse(stdout);
  const byPackage = new Map<string, number>();
  for (const file of files) byPackage.set(packageOf(file), (byPackage.get(packageOf(file)) ?? 0) + 1);
  const isReflectionLoaded = files.some((file) => REFLECTION.test(file));
  return {
    comparisons: [],
    notes: [{ case: "modules", all: files.length, ...Object.fromEntries(byPackage), isReflectionLoaded }],
  };
};

/** Of the innermost package that a file is in. */
function packageOf(file: string): string {
  const inside = file.split("/node_modules/").at(-1) ?? file;
  if (inside === file) return file.includes("/packages/schema/") ? "schema" : "runtime";
  const [first = "", second = ""] = inside.split("/");
  return first.startsWith("@") ? `${first}/${second}` : first;
}
