import { relative } from "node:path";
import type { Problem } from "@zerobus-gen/schema";
import { escapeControls } from "../printable.js";
import type { FolderFiles } from "./folder-files.js";

/** A `.json` file that no tables were read from. */
export interface LeftOut {
  readonly path: string;
  /** What it is instead, in words. */
  readonly what: string;
}

/** What a folder was found to hold. */
export interface FolderContent {
  readonly folder: string;
  readonly files: FolderFiles;
  /** How many `.json` files were read as tables. */
  readonly taken: number;
  readonly leftOut: readonly LeftOut[];
}

/** The problem of a folder without tables: it names what there is instead. */
export function noTables({ folder, files, leftOut }: FolderContent): Problem {
  const there = [
    ...(leftOut.length > 0 ? [`${number(leftOut.length, ".json file")} (${listOf(folder, leftOut)})`] : []),
    ...apart(folder, files),
    ...(files.others > 0 ? [number(files.others, "other file")] : []),
  ];
  const isApart = files.deltaTables.length + files.descriptors.length > 0;
  return {
    severity: "error",
    code: "NO_TABLE",
    table: folder,
    message: `no .proto files, and no table in JSON; found ${there.length > 0 ? there.join(", ") : "nothing"}`,
    hint: isApart
      ? "name the folder of a Delta table, or the compiled file, itself"
      : "save the catalog's answer for each table in it: databricks tables get NAME -o json > NAME.json",
  };
}

/** What was taken as what, as a warning; undefined where all that counts was taken, and as one thing. */
export function mixedFolder({ folder, files, taken, leftOut }: FolderContent): Problem | undefined {
  const { proto } = files;
  // What lies beside .proto files that alone are tables is none of ours.
  const others = taken > 0 ? apart(folder, files) : [];
  const rest = [...(leftOut.length > 0 ? [listOf(folder, leftOut)] : []), ...others];
  if (rest.length === 0 && (proto.length === 0 || taken === 0)) return undefined;
  const sources = [
    ...(proto.length > 0 ? [number(proto.length, ".proto file")] : []),
    ...(taken > 0 ? [number(taken, ".json file")] : []),
  ];
  return {
    severity: "warning",
    code: "MIXED_FOLDER",
    table: folder,
    message: `tables were read from ${sources.join(" and ")}${rest.length > 0 ? `; left out: ${rest.join(", ")}` : ""}`,
    hint: "name files by themselves to read these and no others",
  };
}

/** What is a source only by itself. */
function apart(folder: string, { deltaTables, descriptors }: FolderFiles): readonly string[] {
  const named = (paths: readonly string[], noun: string): string[] =>
    paths.length === 0
      ? []
      : [
          `${number(paths.length, noun)} (${listOf(
            folder,
            paths.map((path) => ({ path })),
          )})`,
        ];
  return [...named(deltaTables, "Delta table"), ...named(descriptors, "compiled file")];
}

/** As many names as a person reads. */
const most = 5;

function listOf(
  folder: string,
  entries: readonly { readonly path: string; readonly what?: string }[],
): string {
  const names = entries
    .slice(0, most)
    .map(
      ({ path, what }) =>
        `${escapeControls(relative(folder, path))}${what === undefined ? "" : ` is ${what}`}`,
    );
  return [...names, ...(entries.length > most ? [`${entries.length - most} more`] : [])].join(", ");
}

function number(many: number, noun: string): string {
  return `${many} ${noun}${many === 1 ? "" : "s"}`;
}
