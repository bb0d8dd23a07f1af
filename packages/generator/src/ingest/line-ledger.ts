/** Which line of the input each accepted row came from, as long as it is not acked. */
export class LineLedger {
  /** Lines of the rows from `#first` on, by offset. */
  #lines: number[] = [];
  #first = 0;
  /** Offset behind the last acked row. */
  #acked = 0;
  #done = 0;

  /** The last line that needs no reading again: its row, and all before it, are durable or were refused. */
  get done(): number {
    return this.#done;
  }

  /** A row was accepted. Offsets rise by one. */
  accept(line: number): void {
    this.#lines.push(line);
  }

  /** Every row up to the offset is durable, or was rejected and written down. */
  ack(offset: number): void {
    if (offset < this.#acked) return;
    this.#done = this.lineOf(offset) ?? this.#done;
    this.#acked = offset + 1;
    // Not at each ack: moving the rest costs as much as there is of it.
    if (this.#acked - this.#first < 65_536) return;
    this.#lines = this.#lines.slice(this.#acked - this.#first);
    this.#first = this.#acked;
  }

  /** The line of a row that is accepted and not long acked. */
  lineOf(offset: number): number | undefined {
    return this.#lines[offset - this.#first];
  }
}
