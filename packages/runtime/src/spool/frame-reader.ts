import { crc32c } from "./crc32c.js";
import type { Disk } from "./disk.js";
import { FRAME_HEAD_BYTES, readFrameHead } from "./frame.js";

/** How much is read from the disk at a time. */
const CHUNK_BYTES = 256 * 1024;

/** What stands at a place of a segment. */
export type Found =
  | { readonly what: "frame"; readonly at: number; readonly kind: number; readonly payload: Buffer }
  /** A frame with a damaged payload. Reading goes on behind it. */
  | { readonly what: "damaged"; readonly at: number; readonly kind: number; readonly bytes: number }
  /** The file ends in the middle of a frame, or in nothing but zeros: a write that was cut off. Comes last. */
  | { readonly what: "torn"; readonly at: number; readonly bytes: number }
  /** No frame begins here, and where the next one does is unknown. Comes last. */
  | { readonly what: "unreadable"; readonly at: number; readonly bytes: number };

/** Reads the frames of an open file, from a position to its end, with one chunk or frame in memory at a time. */
export function* readFrames(disk: Disk, fd: number, from: number): Generator<Found> {
  const file = new ChunkReader(disk, fd, from);
  const size = disk.size(fd);
  for (let at = from; at < size; ) {
    const rest = size - at;
    const headBytes = file.take(FRAME_HEAD_BYTES);
    if (headBytes === undefined) {
      yield { what: "torn", at, bytes: rest };
      return;
    }
    const head = readFrameHead(headBytes);
    if (head === undefined) {
      const isBlank = isZero(headBytes) && file.restIsZero();
      yield { what: isBlank ? "torn" : "unreadable", at, bytes: rest };
      return;
    }
    const payload = file.take(head.length);
    if (payload === undefined) {
      yield { what: "torn", at, bytes: rest };
      return;
    }
    const bytes = FRAME_HEAD_BYTES + head.length;
    if (crc32c(payload) === head.checksum) yield { what: "frame", at, kind: head.kind, payload };
    else yield { what: "damaged", at, kind: head.kind, bytes };
    at += bytes;
  }
}

/** The next bytes of a file, again and again. What it gave stays as it is: every chunk is fresh memory. */
class ChunkReader {
  readonly #disk: Disk;
  readonly #fd: number;
  #position: number;
  #chunk: Buffer = Buffer.alloc(0);
  #taken = 0;

  constructor(disk: Disk, fd: number, position: number) {
    this.#disk = disk;
    this.#fd = fd;
    this.#position = position;
  }

  /** Undefined when the file ends before. */
  take(length: number): Buffer | undefined {
    if (this.#chunk.length - this.#taken < length) this.#fill(length);
    if (this.#chunk.length - this.#taken < length) return undefined;
    this.#taken += length;
    return this.#chunk.subarray(this.#taken - length, this.#taken);
  }

  restIsZero(): boolean {
    do {
      if (!isZero(this.#chunk.subarray(this.#taken))) return false;
      this.#taken = this.#chunk.length;
      this.#fill(1);
    } while (this.#chunk.length > 0);
    return true;
  }

  /** Reads on until this many bytes are there, or the file ends. */
  #fill(wanted: number): void {
    const left = this.#chunk.subarray(this.#taken);
    const chunk = Buffer.allocUnsafeSlow(Math.max(CHUNK_BYTES, wanted));
    chunk.set(left);
    let filled = left.length;
    while (filled < wanted) {
      const read = this.#disk.read(this.#fd, chunk, filled, this.#position);
      if (read === 0) break;
      filled += read;
      this.#position += read;
    }
    this.#chunk = chunk.subarray(0, filled);
    this.#taken = 0;
  }
}

function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}
