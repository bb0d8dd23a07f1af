import { formatTableName, type TableName } from "../schema/table-name.js";
import { findTables, tableDirectory } from "./table-directory.js";

/** A table that lies in a directory, whether a server has it or not. */
export interface StoredTable extends TableName {
  /** `catalog.schema.table`. */
  readonly fullName: string;
  /** Its Delta table. */
  readonly directory: string;
}

/**
 * The tables below a directory that a local server keeps them in, by name. A server may have it meanwhile.
 * @throws {Error} the directory cannot be read
 */
export async function storedTables(dir: string): Promise<readonly StoredTable[]> {
  const names = await findTables(dir);
  return names.map((name) => ({
    ...name,
    fullName: formatTableName(name),
    directory: tableDirectory(dir, name),
  }));
}
