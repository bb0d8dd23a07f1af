import type { DiskOperation } from "./disk-operation.js";
import { tapDisk } from "./tap-disk.js";

/** One thing that happened: a change of the disk, or something that was told to somebody. */
export type TraceStep =
  | {
      readonly operation: DiskOperation;
      /** How many steps were over when it began. A sync makes no later change durable. */
      readonly begunAt: number;
    }
  | { readonly told: string };

/** Everything that happens below a folder, in the order in which it was done. */
export class DiskTrace implements Disposable {
  readonly steps: TraceStep[] = [];
  /** After so many steps the process is killed, and changes nothing more until this is moved on. Default: never. */
  killedAt = Number.POSITIVE_INFINITY;
  readonly #untap: () => void;

  constructor(root: string) {
    const begun = new Map<DiskOperation, number>();
    this.#untap = tapDisk(root, {
      skipsSyncs: true,
      before: (operation) => {
        if (this.steps.length >= this.killedAt) throw new Error("killed");
        begun.set(operation, this.steps.length);
      },
      after: (operation) => {
        this.steps.push({ operation, begunAt: begun.get(operation) ?? 0 });
        begun.delete(operation);
      },
    });
  }

  /** Notes a promise to somebody outside: whatever happens to the machine from here on, it has to be kept. */
  tell(promise: string): void {
    this.steps.push({ told: promise });
  }

  [Symbol.dispose](): void {
    this.#untap();
  }
}
