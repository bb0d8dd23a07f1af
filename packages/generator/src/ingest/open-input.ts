import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { SourceError } from "../source/source-error.js";

/** What rows are read from. */
export interface Input {
  /** The bytes, unzipped. */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Bytes of the file, zipped if it is; undefined for standard input. */
  readonly sizeBytes: number | undefined;
  /** Bytes of it read so far. */
  readonly readBytes: () => number;
  /** Says whether a file is the same one as before, if only longer; undefined for standard input. */
  readonly identity: Identity | undefined;
}

/** The beginning of a file. */
export interface Identity {
  readonly headBytes: number;
  readonly headSha256: string;
}

const HEAD_BYTES = 64 * 1024;

/**
 * Opens a file, or standard input for `-`. A name that ends in `.gz` is unzipped.
 *
 * @param before the identity that an earlier run noted: as much of the file is compared
 * @throws SourceError where it cannot be read
 */
export async function openInput(
  path: string,
  stdin: AsyncIterable<Uint8Array>,
  before?: Identity,
): Promise<Input> {
  if (path === "-") {
    let read = 0;
    const chunks = counted(stdin, (bytes) => {
      read += bytes;
    });
    return { chunks, sizeBytes: undefined, readBytes: () => read, identity: undefined };
  }
  try {
    const file = await open(path);
    try {
      const stats = await file.stat();
      if (stats.isDirectory()) throw new Error("it is a folder");
      const head = Buffer.alloc(Math.min(before?.headBytes ?? HEAD_BYTES, HEAD_BYTES));
      const { bytesRead } = stats.isFile() ? await file.read(head, 0, head.length, 0) : { bytesRead: 0 };
      const headSha256 = createHash("sha256").update(head.subarray(0, bytesRead)).digest("hex");
      let read = 0;
      const chunks = readFile(path, (bytes) => {
        read += bytes;
      });
      return {
        chunks,
        sizeBytes: stats.isFile() ? stats.size : undefined,
        readBytes: () => read,
        identity: stats.isFile() ? { headBytes: bytesRead, headSha256 } : undefined,
      };
    } finally {
      await file.close();
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SourceError(`cannot read the rows: ${reason}`, "name a file of rows, or - for standard input");
  }
}

/** Opens the file when the first bytes are asked for, which may never be. */
async function* readFile(path: string, count: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  const file = counted(createReadStream(path, { highWaterMark: 256 * 1024 }), count);
  if (!path.endsWith(".gz")) return yield* file;
  // What fails is thrown to whoever reads.
  yield* pipeline(file, createGunzip(), () => {});
}

async function* counted(
  chunks: AsyncIterable<Uint8Array>,
  count: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    count(chunk.length);
    yield chunk;
  }
}
