import type { SchemaRead } from "@zerobus-gen/schema";

/** What came of one source, or of one part of it: a file of a folder, a name that a pattern stands for. */
export interface SourceRead {
  /** As problems name it. */
  readonly source: string;
  readonly read: SchemaRead;
}
