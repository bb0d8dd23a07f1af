import { type Disk, nodeDisk } from "../spool/disk.js";

/** What the operating system says. */
export function errno(code: string): Error {
  return Object.assign(new Error(`${code}: simulated`), { code });
}

/** The real disk, but for some calls. */
export function diskWith(calls: Partial<Disk>): Disk {
  return { ...nodeDisk, ...calls };
}

/** A disk that has room for so many bytes more, and takes part of a write that is longer. */
export class FullDisk {
  room: number = Number.POSITIVE_INFINITY;
  readonly disk: Disk = diskWith({
    write: (fd, bytes, offset, length, position) => {
      if (this.room === 0) throw errno("ENOSPC");
      const written = nodeDisk.write(fd, bytes, offset, Math.min(length, this.room), position);
      this.room -= written;
      return written;
    },
  });
}
