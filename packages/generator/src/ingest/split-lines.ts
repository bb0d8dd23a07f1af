/** One line of a text, without its end. */
export interface Line {
  /** Counted from 1. */
  readonly number: number;
  /** Undefined where the line is too long to be kept, or not UTF-8. */
  readonly text: string | undefined;
  /** Why there is no text. */
  readonly problem: string | undefined;
}

/** Bytes of the longest line: several times what a row may have. */
const MAX_LINE_BYTES = 64 * 1024 * 1024;

const NEW_LINE = 0x0a;

/** The lines of a stream of bytes in UTF-8, one at a time; empty ones too. */
export async function* splitLines(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number = MAX_LINE_BYTES,
): AsyncGenerator<Line> {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let number = 0;
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  const take = (last: Uint8Array): Line => {
    number += 1;
    const bytes = heldBytes + last.length;
    const parts = held;
    held = [];
    heldBytes = 0;
    if (bytes > maxBytes) {
      return { number, text: undefined, problem: `the line has more than ${maxBytes} bytes` };
    }
    const whole = parts.length === 0 ? last : Buffer.concat([...parts, last]);
    try {
      const text = decoder.decode(whole);
      return { number, text: number === 1 ? text.replace(/^\uFEFF/, "") : text, problem: undefined };
    } catch {
      return { number, text: undefined, problem: "the line is not UTF-8" };
    }
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(NEW_LINE); end >= 0; end = chunk.indexOf(NEW_LINE, start)) {
      yield take(chunk.subarray(start, end));
      start = end + 1;
    }
    const rest = chunk.subarray(start);
    heldBytes += rest.length;
    // What is too long is counted and not kept.
    if (heldBytes <= maxBytes) held.push(rest);
    else held = [];
  }
  if (heldBytes > 0) yield take(new Uint8Array());
}
