import type { RecordFormat } from "../row/record-format.js";
import type { Member } from "../row/row-shape.js";

/** What the rows of a spool are: enough to read them again, whatever has become of the table since. */
export interface SpoolSubject {
  /** Full name of the table. */
  readonly table: string;
  /** Fingerprint of the schema that the rows were written with. */
  readonly fingerprint: string;
  /** How a row is encoded. */
  readonly format: RecordFormat;
  /** The members of a row, as its `write` function told them. */
  readonly shape: readonly Member[];
}
