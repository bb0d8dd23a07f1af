import { createFileRegistry, type DescFile, fromBinary } from "@bufbuild/protobuf";
import { type FileDescriptorProto, FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { printable } from "../printable.js";
import { SourceError } from "../source-error.js";
import { readSmallFile } from "../text-file.js";

/**
 * The files in a binary `FileDescriptorSet`, as `buf build -o x.binpb` and `protoc --descriptor_set_out` write it: those
 * that were compiled, without those that are only imported where the set tells them apart.
 *
 * @throws SourceError where the file cannot be read, is something else, or lacks what it imports
 */
export async function readDescriptorFile(path: string): Promise<readonly DescFile[]> {
  const bytes = await readSmallFile(path, "a FileDescriptorSet");
  try {
    const set = fromBinary(FileDescriptorSetSchema, bytes);
    if (set.file.length === 0 || set.file.some(({ name }) => name === "")) {
      throw new SourceError(`${path} is no FileDescriptorSet: it has no files in it`, setHint);
    }
    const names = new Set(set.file.map(({ name }) => name));
    const missing = set.file.flatMap((file) => file.dependency.filter((name) => !names.has(name)));
    if (missing.length > 0) {
      throw new SourceError(
        `${path} lacks what its files import: ${[...new Set(missing)].map(printable).slice(0, 10).join(", ")}`,
        "compile it with protoc --include_imports, or with buf build, which always does so",
      );
    }
    const registry = createFileRegistry(set);
    return set.file.filter(isTarget).flatMap(({ name }) => registry.getFile(name) ?? []);
  } catch (error) {
    if (error instanceof SourceError) throw error;
    const reason = printable(error instanceof Error ? error.message : String(error));
    throw new SourceError(`${path} is no FileDescriptorSet that can be used: ${reason}`, setHint);
  }
}

const setHint =
  "write it with buf build -o FILE.binpb, or protoc --include_imports --include_source_info --descriptor_set_out";

/** Field of buf's own in each file of a set: `{ bool is_import = 1; ... }`. */
const bufExtension = 8042;

function isTarget({ package: name, $unknown: unknown = [] }: FileDescriptorProto): boolean {
  if (name === "google.protobuf") return false;
  const extension = unknown.find(({ no }) => no === bufExtension);
  // Length, then field 1 as a varint, then true.
  return !(extension?.data[1] === 8 && extension.data[2] === 1);
}
