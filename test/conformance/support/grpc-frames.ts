/** One gRPC message: a flag, four bytes of length, the message. Both can be made to lie. */
export function frame(
  message: Uint8Array,
  lie: { readonly flag?: number; readonly length?: number } = {},
): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt8(lie.flag ?? 0, 0);
  head.writeUInt32BE(lie.length ?? message.length, 1);
  return Buffer.concat([head, message]);
}

/** Cuts one direction of a call into its messages, however the bytes arrive. */
export class FrameReader {
  #rest: Buffer = Buffer.alloc(0);

  /** The messages that these bytes complete. */
  push(bytes: Uint8Array): readonly Buffer[] {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    const messages: Buffer[] = [];
    while (this.#rest.length >= 5) {
      const end = 5 + this.#rest.readUInt32BE(1);
      if (this.#rest.length < end) break;
      messages.push(this.#rest.subarray(5, end));
      this.#rest = this.#rest.subarray(end);
    }
    return messages;
  }
}
