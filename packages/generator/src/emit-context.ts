import { createHash } from "node:crypto";
import type { EmitContext } from "./emit/emit.js";

/** What the emitter needs of Node: a hash. */
export function emitContext(): EmitContext {
  return { sha256: (text) => createHash("sha256").update(text).digest("hex") };
}
