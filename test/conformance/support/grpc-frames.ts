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
  #chunks: Uint8Array[] = [];
  #length = 0;
  /** How many bytes the frame under way needs: its head at first. */
  #needed = 5;

  /** The messages that these bytes complete. */
  push(bytes: Uint8Array): readonly Buffer[] {
    this.#chunks.push(bytes);
    this.#length += bytes.length;
    const messages: Buffer[] = [];
    // Joined only when a frame may be whole: a large one comes in hundreds of pieces.
    while (this.#length >= this.#needed) {
      const joined = Buffer.concat(this.#chunks);
      const end = 5 + joined.readUInt32BE(1);
      const isWhole = joined.length >= end;
      if (isWhole) messages.push(joined.subarray(5, end));
      this.#chunks = [isWhole ? joined.subarray(end) : joined];
      this.#length = isWhole ? joined.length - end : joined.length;
      this.#needed = isWhole ? 5 : end;
    }
    return messages;
  }
}
