import type { FileHandle } from "node:fs/promises";
import type { DiskOperation } from "./disk-operation.js";

/** Makes an operation, and has it heard. */
export type Tell = <T>(operation: DiskOperation, make: () => Promise<T>) => Promise<T>;

/** What a handle stands for. One without a number is open for reading. */
export interface WatchedFile {
  readonly path: string;
  readonly number?: number;
  /** Whether writes go to the end, wherever that is. */
  readonly appends?: boolean;
  /** Whether syncs do nothing. */
  readonly skipsSyncs: boolean;
}

/** Has every change heard that is made through a handle. */
export function watchHandle(handle: FileHandle, file: WatchedFile, tell: Tell): FileHandle {
  const { path, number, appends = false, skipsSyncs } = file;
  const write = handle.write.bind(handle);
  const { writev, writeFile, truncate, sync, datasync } = handle;
  let position = 0;
  const told = async <T>(
    bytes: Uint8Array,
    at: number | null | undefined,
    make: () => Promise<T>,
  ): Promise<T> => {
    if (number === undefined) return make();
    const start = appends ? "end" : (at ?? position);
    const made = await tell({ kind: "write", path, handle: number, at: start, bytes: bytes.slice() }, make);
    if (at === null || at === undefined) position += bytes.byteLength;
    return made;
  };
  const whole = (data: string | Uint8Array): Promise<void> =>
    told(Buffer.from(data), undefined, () => writeFile.call(handle, data));
  const settle = (make: () => Promise<void>): Promise<void> =>
    tell(
      { kind: "sync", path, ...(number === undefined ? {} : { handle: number }) },
      skipsSyncs ? async () => {} : make,
    );
  return Object.assign(handle, {
    write: async (
      data: Uint8Array | string,
      start?: number,
      length?: number | string,
      at?: number | null,
    ): Promise<unknown> => {
      if (typeof data === "string") {
        const bytes = Buffer.from(data);
        const { bytesWritten } = await told(bytes, start, () => write(bytes, 0, bytes.length, start));
        return { bytesWritten, buffer: data };
      }
      const from = start ?? 0;
      const count = typeof length === "number" ? length : data.byteLength - from;
      return told(data.subarray(from, from + count), at, () => write(data, from, count, at));
    },
    writev: (buffers: readonly Uint8Array[], at?: number) =>
      told(Buffer.concat(buffers), at, () => writev.call(handle, buffers, at)),
    writeFile: whole,
    appendFile: whole,
    truncate: async (size = 0): Promise<void> => {
      const make = (): Promise<void> => truncate.call(handle, size);
      await (number === undefined ? make() : tell({ kind: "truncate", path, handle: number, size }, make));
    },
    sync: () => settle(() => sync.call(handle)),
    datasync: () => settle(() => datasync.call(handle)),
  });
}
