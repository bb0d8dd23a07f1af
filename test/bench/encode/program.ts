import { pool } from "../shapes/shape.js";
import { withShape } from "../shapes/shapes.js";
import { CONTENDERS, type ContenderName, type Given } from "./contenders.js";
import { measuring } from "./measure.js";
import { checkSameContent } from "./same-content.js";

/** What the program is told first. Without a contender it holds that all of them encode the same. */
export interface EncodeJob {
  readonly shape: string;
  readonly contender?: ContenderName;
  readonly unit: "ns/row" | "bytes/row";
  /** Where the peers are installed. */
  readonly peersFolder: string;
}

const ROWS = 2_048;

// Measures one contender with one kind of rows, in a process that has seen no other: it answers once it is ready, and
// then each message with the figure of one slice.
process.once("message", async (job: EncodeJob) => {
  const slice = await prepared(job);
  process.on("message", () => process.send?.(slice()));
  process.send?.("ready");
});

function prepared({ shape: name, contender, unit, peersFolder }: EncodeJob): Promise<() => number> {
  return withShape(name, (shape) => {
    const given: Given<Parameters<typeof shape.table.write>[1]> = {
      table: shape.table,
      rows: pool(shape, ROWS),
      peersFolder,
    };
    if (contender !== undefined) return measuring(CONTENDERS[contender](given), ROWS, unit);
    checkSameContent(given);
    return () => 0;
  });
}
