import { ZerobusError } from "../errors.js";
import type { Disk } from "./disk.js";
import {
  FRAME_HEAD_BYTES,
  FRAME_KIND,
  type FrameKind,
  LONGEST_PAYLOAD_BYTES,
  writeFrameHead,
} from "./frame.js";
import { encodeSegmentHeader } from "./segment-header.js";
import type { SpoolSubject } from "./spool-subject.js";

/** Frames are gathered here, so that rows appended together take few writes. One write is under way at a time. */
const gathered: Buffer = Buffer.allocUnsafeSlow(256 * 1024);

/**
 * A segment that rows are appended to. What it throws is the operating system's own error.
 *
 * Everything is written behind `end`, and `end` moves when all of it is: a write that fails leaves no row behind.
 */
export class SegmentWriter {
  readonly file: string;
  /** Number of its first row in the run. */
  readonly firstRow: number;
  readonly #disk: Disk;
  readonly #fd: number;
  #rows = 0;
  #end = 0;
  #isTorn = false;
  #syncing = false;
  #isClosed = false;

  private constructor(disk: Disk, fd: number, file: string, firstRow: number) {
    this.#disk = disk;
    this.#fd = fd;
    this.file = file;
    this.firstRow = firstRow;
  }

  /** Creates the file. When that fails, nothing is left of it but what holds no row. */
  static create(disk: Disk, file: string, firstRow: number, subject: SpoolSubject): SegmentWriter {
    const segment = new SegmentWriter(disk, disk.create(file), file, firstRow);
    try {
      const header = encodeSegmentHeader({ firstRow, subject });
      segment.#writeAt(0, header, header.length);
      segment.#end = header.length;
    } catch (error) {
      segment.close();
      try {
        disk.remove(file);
      } catch {
        // It stays as one that was being created, which holds nothing.
      }
      throw error;
    }
    return segment;
  }

  /** Number of the row that comes next. */
  get nextRow(): number {
    return this.firstRow + this.#rows;
  }

  /** Size of the file. */
  get bytes(): number {
    return this.#end;
  }

  /** True when half a write is in the file and cannot be taken back: nothing may be written behind it. */
  get isTorn(): boolean {
    return this.#isTorn;
  }

  /** True when somebody has deleted the file. */
  get isGone(): boolean {
    return !this.#disk.isLinked(this.#fd);
  }

  /** Writes rows, all or none. */
  append(rows: readonly Uint8Array[]): void {
    const tooLong = rows.find((row) => row.length > LONGEST_PAYLOAD_BYTES);
    if (tooLong !== undefined) {
      throw new ZerobusError("spool", `a row of ${tooLong.length} bytes is too long for the spool`);
    }
    this.#write(FRAME_KIND.row, rows);
    this.#rows += rows.length;
  }

  /** Notes that rows of the run below this number need no keeping. */
  settle(count: number): void {
    const payload = Buffer.allocUnsafe(8);
    payload.writeDoubleLE(count);
    this.#write(FRAME_KIND.settle, [payload]);
  }

  /** Takes back everything behind a former end and row number. */
  takeBack(bytes: number, nextRow: number): void {
    this.#end = bytes;
    this.#rows = nextRow - this.firstRow;
    this.#cutOff();
  }

  /** Waits until everything written is on the disk itself. */
  sync(): void {
    this.#disk.sync(this.#fd);
  }

  /** The same without waiting. One at a time. */
  syncLater(done: (error: Error | null) => void): void {
    this.#syncing = true;
    this.#disk.syncLater(this.#fd, (error) => {
      this.#syncing = false;
      // The number of a closed file is soon another's: it is not closed while a sync uses it.
      if (this.#isClosed) this.#disk.close(this.#fd);
      done(error);
    });
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (!this.#syncing) this.#disk.close(this.#fd);
  }

  #write(kind: FrameKind, payloads: readonly Uint8Array[]): void {
    let position = this.#end;
    let filled = 0;
    const flush = (): void => {
      this.#writeAt(position, gathered, filled);
      position += filled;
      filled = 0;
    };
    try {
      for (const payload of payloads) {
        const fits = FRAME_HEAD_BYTES + payload.length <= gathered.length;
        if (filled + FRAME_HEAD_BYTES + (fits ? payload.length : 0) > gathered.length) flush();
        writeFrameHead(gathered, filled, kind, payload);
        filled += FRAME_HEAD_BYTES;
        if (fits) {
          gathered.set(payload, filled);
          filled += payload.length;
        } else {
          flush();
          this.#writeAt(position, payload, payload.length);
          position += payload.length;
        }
      }
      if (filled > 0) flush();
    } catch (error) {
      this.#cutOff();
      throw error;
    }
    this.#end = position;
  }

  #writeAt(position: number, bytes: Uint8Array, length: number): void {
    for (let written = 0; written < length; ) {
      const count = this.#disk.write(this.#fd, bytes, written, length - written, position + written);
      if (count === 0) throw new Error("the disk takes no more bytes");
      written += count;
    }
  }

  #cutOff(): void {
    try {
      this.#disk.truncate(this.#fd, this.#end);
    } catch {
      this.#isTorn = true;
    }
  }
}
