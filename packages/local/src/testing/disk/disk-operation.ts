/**
 * One step that changes what lies on a disk. Paths are relative to the folder that is watched, and its own is "". A
 * handle is the number of an `open`.
 */
export type DiskOperation =
  | { readonly kind: "mkdir"; readonly path: string }
  /** A file is opened for writing; `flags` say whether it is made, emptied, or has to be new. */
  | { readonly kind: "open"; readonly path: string; readonly flags: string; readonly handle: number }
  | {
      readonly kind: "write";
      readonly path: string;
      readonly handle: number;
      readonly at: number | "end";
      readonly bytes: Uint8Array;
    }
  | { readonly kind: "truncate"; readonly path: string; readonly handle: number; readonly size: number }
  /** Of a file that is open for writing, or, without a handle, of the folder with that path. */
  | { readonly kind: "sync"; readonly path: string; readonly handle?: number }
  | { readonly kind: "link"; readonly path: string; readonly to: string }
  | { readonly kind: "rename"; readonly path: string; readonly to: string }
  /** Of a file, or of an empty folder. */
  | { readonly kind: "remove"; readonly path: string };

/** What an operation does to which file, for people. */
export function describeOperation(operation: DiskOperation): string {
  const { kind, path } = operation;
  const name = path === "" ? "." : path;
  return "to" in operation ? `${kind} ${name} ${operation.to}` : `${kind} ${name}`;
}
