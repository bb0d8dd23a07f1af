import type { Key } from "../codegen/row-writer.js";
import { preview } from "./preview.js";

/** What a value stands in. */
export type Frame = "struct" | "list" | "map";

/** One step from a row to a value: the key, and what it is a key of. */
export interface Step {
  readonly frame: Frame;
  readonly key: Key;
}

/** `items[0].sku`, `attrs["colour"].value`. */
export function formatPath(steps: readonly Step[]): string {
  let path = "";
  for (const { frame, key } of steps) {
    switch (frame) {
      case "struct":
        path += path === "" ? String(key) : `.${key}`;
        break;
      case "list":
        path += `[${key}]`;
        break;
      case "map":
        path += `[${formatKey(key)}]`;
        break;
    }
  }
  return path;
}

/** A map key, which may be anything before it is checked. Calls no code of its own. */
function formatKey(key: unknown): string {
  switch (typeof key) {
    case "string":
      return JSON.stringify(key.slice(0, 60));
    case "number":
    case "boolean":
      return String(key);
    default:
      return preview(key).replace(/^bigint (-?\d+)n$/, "$1");
  }
}
