import type { Writable } from "node:stream";
import { create } from "@bufbuild/protobuf";
import { EphemeralStreamResponseSchema } from "@zerobus-gen/runtime/protocol";

/**
 * Writes acknowledgements to a stream of responses. They are cumulative, so a client that reads slower than
 * its table commits gets only the newest, and none pile up.
 */
export class AckWriter {
  readonly #responses: Writable;
  #unsent: bigint | undefined;

  constructor(responses: Writable) {
    this.#responses = responses;
    responses.on("drain", () => this.flush());
  }

  /** Acknowledges every request up to and including this offset, now or when the client reads again. */
  write(offset: bigint): void {
    this.#unsent = offset;
    if (!this.#responses.writableNeedDrain) this.flush();
  }

  /** Sends what was held back, in any case. */
  flush(): void {
    if (this.#unsent === undefined) return;
    const durabilityAckUpToOffset = this.#unsent;
    this.#unsent = undefined;
    this.#send({ durabilityAckUpToOffset });
  }

  /** Sends acknowledgements that are not to be merged with others, each with its offset or without one. */
  writeEach(offsets: readonly (bigint | undefined)[]): void {
    this.flush();
    for (const offset of offsets) this.#send(offset === undefined ? {} : { durabilityAckUpToOffset: offset });
  }

  #send(value: { durabilityAckUpToOffset?: bigint }): void {
    const payload = { case: "ingestRecordResponse", value } as const;
    this.#responses.write(create(EphemeralStreamResponseSchema, { payload }));
  }
}
