import { execFile } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, relative, resolve } from "node:path";
import { createFileRegistry, type DescFile, fromBinary } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { isJsonObject, parseJson, type SchemaRead } from "@zerobus-gen/schema";
import { SourceError } from "../source-error.js";
import { type ProtoTableOptions, readProtoTables } from "./proto-tables.js";

const timeoutMs = 60_000;
const maxOutputBytes = 256 * 1024 * 1024;

/**
 * Reads the tables in a folder of `.proto` files, or in one file. A `buf.yaml` in or above the folder
 * counts; without one, the folder is where imports are looked for.
 *
 * @param signal stops the compiler
 * @throws SourceError where there is nothing to compile, no compiler, or the compiler refuses
 */
export async function readProtoFiles(
  path: string,
  options: ProtoTableOptions = {},
  signal?: AbortSignal,
): Promise<SchemaRead> {
  return readProtoTables(await compileProtoFiles(path, signal), options);
}

/**
 * The files at `path` compiled, with comments; files that they only import are reached through them.
 *
 * @throws SourceError as {@link readProtoFiles}
 */
export async function compileProtoFiles(path: string, signal?: AbortSignal): Promise<readonly DescFile[]> {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) throw new SourceError(`${path} does not exist`, "name a folder of .proto files, or one file");
  const folder = stats.isDirectory() ? resolve(path) : dirname(resolve(path));
  // The input is named relative to the working directory, which keeps its other characters (#, comma) out of buf's input syntax.
  const input = stats.isDirectory() ? "." : `./${basename(path)}`;
  try {
    return await compile({ cwd: folder, args: [input], path, signal });
  } catch (error) {
    // A part of a module is for buf not an input, but a filter on the module.
    const module = error instanceof BufRefusal ? moduleAbove(folder) : undefined;
    if (module === undefined) throw error;
    const part = relative(module, resolve(path)).replaceAll('"', '""');
    try {
      return await compile({ cwd: module, args: [".", "--path", `"${part}"`], path, signal });
    } catch (second) {
      throw second instanceof BufRefusal && second.isInModule ? second : error;
    }
  }
}

interface Compilation {
  readonly cwd: string;
  /** What to compile. */
  readonly args: readonly string[];
  /** As its user named it. */
  readonly path: string;
  readonly signal: AbortSignal | undefined;
}

async function compile(compilation: Compilation): Promise<readonly DescFile[]> {
  const [image, listing] = await Promise.all([
    runBuf(["build", ...compilation.args, "--as-file-descriptor-set", "-o", "-"], compilation),
    runBuf(["ls-files", ...compilation.args, "--format", "import"], compilation),
  ]);
  try {
    const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, image));
    return listing
      .toString("utf8")
      .split(/\r?\n/)
      .flatMap((name) => registry.getFile(name) ?? []);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SourceError(
      `cannot use what buf makes of ${compilation.path}: ${reason}`,
      "use proto2, proto3 or an edition up to 2024",
    );
  }
}

/** The nearest folder above that a `buf.yaml` makes a module or a workspace. */
function moduleAbove(folder: string): string | undefined {
  const above = dirname(folder);
  if (above === folder) return undefined;
  const isModule = ["buf.yaml", "buf.work.yaml"].some((name) => existsSync(join(above, name)));
  return isModule ? above : moduleAbove(above);
}

function runBuf(args: readonly string[], { cwd, path, signal }: Compilation): Promise<Buffer> {
  const options = {
    cwd,
    encoding: "buffer",
    timeout: timeoutMs,
    maxBuffer: maxOutputBytes,
    windowsHide: true,
    ...(signal && { signal }),
  } as const;
  return new Promise((fulfil, reject) => {
    execFile(process.execPath, [findBuf(), ...args], options, (error, stdout, stderr) => {
      if (!error) fulfil(stdout);
      else if (signal?.aborted) reject(new SourceError("reading was stopped"));
      else reject(bufError(path, error.killed === true, stderr.toString("utf8").trim() || error.message));
    });
  });
}

/** The compiler's no. */
class BufRefusal extends SourceError {
  /** Whether it is about what is in the files, and not about where they are. */
  readonly isInModule: boolean;

  constructor(path: string, words: string) {
    super(
      `${path} does not compile:\n${words}`,
      words.includes("imported file does not exist")
        ? "imports begin at the folder that is named, or at its buf.yaml: name the folder that they begin at"
        : "run buf build there to see it again",
    );
    this.isInModule = !words.startsWith("Failure:");
  }
}

function bufError(path: string, isKilled: boolean, words: string): SourceError {
  return isKilled
    ? new SourceError(
        `buf did not come to an end with ${path} within ${timeoutMs} ms`,
        "run buf build there by hand",
      )
    : new BufRefusal(path, words);
}

/** The script that starts buf, as the project in the working directory has it, or this package. */
function findBuf(): string {
  for (const start of [join(process.cwd(), "_"), import.meta.url]) {
    try {
      const manifest = createRequire(start).resolve("@bufbuild/buf/package.json");
      const json = parseJson(readFileSync(manifest, "utf8"));
      const bin = isJsonObject(json) && isJsonObject(json.bin) ? json.bin.buf : undefined;
      if (typeof bin === "string") return join(dirname(manifest), bin);
    } catch {
      // Not there: the next place may have it.
    }
  }
  throw new SourceError("compiling .proto files takes buf, which is not installed", "npm i -D @bufbuild/buf");
}
