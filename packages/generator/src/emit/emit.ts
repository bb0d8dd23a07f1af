import { indexModule } from "./index-module.js";
import type { OutputFile } from "./output-file.js";
import { outputNames } from "./output-names.js";
import { tableModule } from "./table-module.js";
import type { TableToEmit } from "./table-to-emit.js";

/** What emission needs from outside: it hashes nothing itself. */
export interface EmitContext {
  /** Lower-case hexadecimal SHA-256 of a text in UTF-8. */
  readonly sha256: (text: string) => string;
}

/** The generated files of one folder: a module for each table, and the index. The same input gives the same bytes. */
export function emit(tables: readonly TableToEmit[], { sha256 }: EmitContext): readonly OutputFile[] {
  const names = outputNames(tables);
  const modules = [...names].map(([table, { file, exported }]) => ({
    path: `${file}.ts`,
    text: tableModule(table, exported, sha256),
  }));
  return [...modules, { path: "index.ts", text: indexModule([...names.values()]) }];
}
