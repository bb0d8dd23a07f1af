import type { StreamOptions, TableStream, ZerobusError } from "@zerobus-gen/runtime";
import { type ClientOptions, test as conversation } from "./conversation.js";
import type { Row } from "./rows.js";

interface Isolation {
  /** What was handed over. */
  readonly rejected: (readonly [Row, ZerobusError])[];
  /** A stream whose rejected rows are handed over. */
  readonly isolating: (
    stream?: StreamOptions,
    onRejected?: (row: Row, error: ZerobusError) => void,
  ) => TableStream<Row>;
}

/** A conversation in which rows that the server rejects are handed over. */
export const test = conversation.extend<Isolation>({
  // biome-ignore lint/correctness/noEmptyPattern: the test runner reads the names of what a fixture needs
  rejected: async ({}, use) => use([]),
  isolating: async ({ open, rejected }, use) =>
    use((stream, onRejected) => {
      const keep = (row: Row, error: ZerobusError): void => {
        rejected.push([row, error]);
        onRejected?.(row, error);
      };
      const options: ClientOptions = { streams: { rows: { onRejected: keep } } };
      // No attempt of the budget is needed for it.
      return open({ recoveryRetries: 0, ...stream }, options);
    }),
});
