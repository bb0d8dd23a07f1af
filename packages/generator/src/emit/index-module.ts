import * as parts from "./gen/index-parts.js";
import type { OutputNames } from "./output-names.js";

/** The module that exports every table: `templates/index.ts` with the tables in place of the placeholder. */
export function indexModule(tables: readonly OutputNames[]): string {
  const sorted = [...tables].sort((a, b) => (a.file < b.file ? -1 : 1));
  return parts.index({
    imports: sorted.map(parts.importOf).join("\n"),
    exports: sorted.map(parts.exportOf).join("\n"),
    types: sorted.map(parts.typeOf).join(""),
    values: sorted.map(parts.valueOf).join(""),
  });
}
