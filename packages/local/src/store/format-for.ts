import { deltaFormat } from "./delta-format.js";
import type { TableFormat } from "./table-store.js";

/** How a server keeps its tables. Plain data: it crosses to the thread that does. */
export interface StoreSettings {
  /** What an acknowledged row is: in the table, for every reader to see. */
  readonly ack: "committed";
}

/** The format of these settings, to be used in the thread that calls. */
export function formatFor({ ack }: StoreSettings): TableFormat {
  switch (ack) {
    case "committed":
      return deltaFormat;
  }
}
