import { execFile } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import { createFileRegistry, type DescFile, fromBinary } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { isJsonObject, parseJson, type SchemaRead } from "@zerobus-gen/schema";
import { type ProtoTableOptions, readProtoTables } from "./proto-tables.js";
import { SourceError } from "./source-error.js";

const timeoutMs = 60_000;
const maxOutputBytes = 256 * 1024 * 1024;

/**
 * Reads the tables in a folder of `.proto` files, or in one file. A `buf.yaml` in or above the folder
 * counts; without one, the folder is where imports are looked for.
 *
 * @throws SourceError where there is nothing to compile, no compiler, or the compiler refuses
 */
export async function readProtoFiles(path: string, options: ProtoTableOptions = {}): Promise<SchemaRead> {
  return readProtoTables(await compileProtoFiles(path), options);
}

/**
 * The files at `path` compiled, with comments; files that they only import are reached through them.
 *
 * @throws SourceError as {@link readProtoFiles}
 */
export async function compileProtoFiles(path: string): Promise<readonly DescFile[]> {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) throw new SourceError(`${path} does not exist`, "name a folder of .proto files, or one file");
  // The input is named relative to the working directory, which keeps its other characters (#, comma) out of buf's input syntax.
  const cwd = stats.isDirectory() ? resolve(path) : dirname(resolve(path));
  const input = stats.isDirectory() ? "." : `./${basename(path)}`;
  const [image, listing] = await Promise.all([
    runBuf(["build", input, "--as-file-descriptor-set", "-o", "-"], cwd, path),
    runBuf(["ls-files", input, "--format", "import"], cwd, path),
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
      `cannot use what buf makes of ${path}: ${reason}`,
      "use proto2, proto3 or edition 2023",
    );
  }
}

function runBuf(args: readonly string[], cwd: string, path: string): Promise<Buffer> {
  const options = {
    cwd,
    encoding: "buffer",
    timeout: timeoutMs,
    maxBuffer: maxOutputBytes,
    windowsHide: true,
  } as const;
  return new Promise((fulfil, reject) => {
    execFile(process.execPath, [findBuf(), ...args], options, (error, stdout, stderr) => {
      if (!error) fulfil(stdout);
      else reject(bufError(path, error.killed === true, stderr.toString("utf8").trim() || error.message));
    });
  });
}

function bufError(path: string, isKilled: boolean, words: string): SourceError {
  return isKilled
    ? new SourceError(
        `buf did not come to an end with ${path} within ${timeoutMs} ms`,
        "run buf build there by hand",
      )
    : new SourceError(`${path} does not compile:\n${words}`, "run buf build there to see it again");
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
