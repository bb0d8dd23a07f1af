import { mkdir } from "node:fs/promises";
import { resolve } from "node:path";
import { loadSigningKey, newSigningKey } from "./auth/signing-key.js";
import { type AckOptions, ackSettings } from "./store/ack-mode.js";
import { lockDirectory } from "./store/directory-lock.js";
import { MemoryFormat } from "./store/memory-format.js";
import type { TableFormat } from "./store/table-store.js";
import { ThreadFormat } from "./store/thread/thread-format.js";

/** Where a server keeps its tables and its key, to itself until it is closed. */
export interface Home {
  /** Below which the tables are; undefined when that is memory. */
  readonly directory: string | undefined;
  readonly signingKey: Buffer;
  readonly format: TableFormat;
  close(): Promise<void>;
}

/** A home that is gone when it is closed. */
export function memoryHome(): Home {
  return {
    directory: undefined,
    signingKey: newSigningKey(),
    format: new MemoryFormat(),
    close: async () => {},
  };
}

/**
 * A home in a directory, which is made when it does not exist.
 * @throws {DirectoryInUseError} when another local server has it
 * @throws {RangeError} when rows are to wait for the table longer than can be
 */
export async function directoryHome(
  dir: string,
  options: AckOptions & { readonly log?: (line: string) => void },
): Promise<Home> {
  const settings = ackSettings(options);
  const directory = resolve(dir);
  await mkdir(directory, { recursive: true });
  const lock = await lockDirectory(directory);
  const format = new ThreadFormat(settings, options.log);
  const close = async (): Promise<void> => {
    await format.close();
    await lock.release();
  };
  try {
    format.start();
    return { directory, signingKey: await loadSigningKey(directory), format, close };
  } catch (error) {
    await close();
    throw error;
  }
}
