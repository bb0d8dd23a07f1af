import { type Receipt, ZerobusError } from "@zerobus-gen/runtime";
import type { Entry } from "./journal.js";

/** Writes down what receipts say, those of one turn together. */
export class ReceiptLog {
  readonly #note: (entry: Entry) => void;
  readonly #acked: number[] = [];
  readonly #unresolved: number[] = [];

  constructor(note: (entry: Entry) => void) {
    this.#note = note;
  }

  watch(id: number, receipt: Receipt): void {
    receipt.then(
      () => {
        if (this.#acked.push(id) === 1) {
          queueMicrotask(() => this.#note({ kind: "acked", ids: this.#acked.splice(0) }));
        }
      },
      (error: unknown) => {
        const code = error instanceof ZerobusError ? error.code : String(error);
        if (this.#unresolved.push(id) === 1) {
          queueMicrotask(() => this.#note({ kind: "unresolved", ids: this.#unresolved.splice(0), code }));
        }
      },
    );
  }
}
