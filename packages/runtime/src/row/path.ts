import type { Key } from "../codegen/row-writer.js";

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
        path += `[${typeof key === "string" ? JSON.stringify(key.slice(0, 60)) : String(key)}]`;
        break;
    }
  }
  return path;
}
