import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import type { EmitContext } from "./emit/emit.js";

/** What the emitter needs, from this installation: its templates, and a hash. */
export function emitContext(): EmitContext {
  return {
    tableTemplate: readTemplate("table"),
    indexTemplate: readTemplate("index"),
    sha256: (text) => createHash("sha256").update(text).digest("hex"),
  };
}

/** Packed, the templates lie in the package; in the workspace, at its top. */
function readTemplate(name: "table" | "index"): string {
  const packed = new URL(`../templates/${name}.ts`, import.meta.url);
  const url = existsSync(packed) ? packed : new URL(`../../../templates/${name}.ts`, import.meta.url);
  return readFileSync(url, "utf8");
}
