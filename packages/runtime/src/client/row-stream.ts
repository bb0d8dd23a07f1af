import type { WriteStruct } from "../codegen/row-writer.js";
import type { StreamEnd } from "../stream/ingest-stream.js";
import type { WaitOptions } from "../stream/wait.js";

/** What is under a table stream: one stream of encoded rows, or several lanes that act as one. */
export interface RowStream<Row> {
  readonly accepted: number;
  readonly acked: number;
  readonly rejected: number;
  readonly isFull: boolean;
  ingest(row: Row, write: WriteStruct<Row>): number;
  /** As `ingest`, for a row that an earlier process had room for. */
  replay(row: Row, write: WriteStruct<Row>): void;
  /** What `work` ingests is written to the spool together. */
  together(work: () => void): void;
  open(options?: WaitOptions): Promise<void>;
  ready(options?: WaitOptions): Promise<void>;
  whenAcked(offset: number, options?: WaitOptions): Promise<number>;
  flush(options?: WaitOptions): Promise<void>;
  close(options?: WaitOptions): Promise<StreamEnd>;
}
