import { pool } from "../shapes/shape.js";
import { withShape } from "../shapes/shapes.js";
import { CONTENDERS, type ContenderName, type Given } from "./contenders.js";
import { heapBytesPerRow, nanosecondsPerRow } from "./measure.js";
import { checkSameContent } from "./same-content.js";

/**
 * A program: measures one contender with one kind of rows, in a process that has seen no other, and prints the figure.
 * Without a contender it holds that all of them encode the same.
 */
export interface EncodeJob {
  readonly shape: string;
  readonly contender?: ContenderName;
  readonly unit: "ns/row" | "bytes/row";
  /** Where the peers are installed. */
  readonly peersFolder: string;
}

const ROWS = 2_048;

const job: EncodeJob = JSON.parse(process.argv[2] ?? "");
const figure = await withShape(job.shape, (shape) => {
  const given: Given<Parameters<typeof shape.table.write>[1]> = {
    table: shape.table,
    rows: pool(shape, ROWS),
    peersFolder: job.peersFolder,
  };
  if (job.contender === undefined) {
    checkSameContent(given);
    return 0;
  }
  const encoding = CONTENDERS[job.contender](given);
  return (job.unit === "ns/row" ? nanosecondsPerRow : heapBytesPerRow)(encoding, ROWS);
});
process.stdout.write(JSON.stringify(figure));
