import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DiskImage, writeImage } from "./crash-image.js";
import { tapDisk } from "./tap-disk.js";

/** Folders for disks that have crashed. Nothing in them is synced: what is read back is the same, and it is faster. */
export class CrashFolders implements Disposable {
  readonly #root = mkdtempSync(join(tmpdir(), "zerobus-crash-"));
  readonly #untap: () => void;
  #count = 0;

  constructor() {
    this.#untap = tapDisk(this.#root, { skipsSyncs: true });
  }

  /** An empty folder. */
  empty(): string {
    this.#count += 1;
    const folder = join(this.#root, String(this.#count));
    mkdirSync(folder);
    return folder;
  }

  /** Has something look at what a crash has left, in a folder that is gone afterwards. */
  async withImage(image: DiskImage, look: (folder: string) => Promise<void>): Promise<void> {
    const folder = this.empty();
    writeImage(image, folder);
    await look(folder);
    rmSync(folder, { recursive: true });
  }

  [Symbol.dispose](): void {
    this.#untap();
    rmSync(this.#root, { recursive: true });
  }
}
