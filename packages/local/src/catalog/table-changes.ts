import { fromCatalog, TableDefinitionError } from "../schema/from-catalog.js";
import type { JsonObject } from "../schema/json-object.js";
import { formatTableName } from "../schema/table-name.js";
import type { Table } from "../store/table.js";
import type { Alteration, Warehouse } from "../store/warehouse.js";
import { tableInfo } from "./table-info.js";

/** Tables made, altered and dropped, in the catalog's words. */
export class TableChanges {
  readonly #warehouse: Warehouse;
  readonly #log: (line: string) => void;

  constructor(warehouse: Warehouse, log: (line: string) => void) {
    this.#warehouse = warehouse;
    this.#log = log;
  }

  /**
   * Creates a table. One that exists with the same columns is kept as it is.
   * @throws {TableDefinitionError}
   * @throws {TableExistsError}
   */
  async create(info: unknown): Promise<Table> {
    const definition = fromCatalog(info);
    return this.#warehouse.create(definition.name, definition);
  }

  /**
   * Creates a table that does not exist.
   * @throws {TableDefinitionError}
   * @throws {TableExistsError} whatever it looks like
   */
  async createNew(info: unknown): Promise<Table> {
    const definition = fromCatalog(info);
    return this.#warehouse.createNew(definition.name, definition);
  }

  /**
   * Alters a table; what `info` does not mention stays as it is.
   * @throws {TableDefinitionError}
   * @throws {NoSuchTableError}
   */
  async alter(fullName: string, info: JsonObject): Promise<Alteration> {
    const alteration = await this.#warehouse.alter(fullName, (table) => {
      const definition = fromCatalog({ ...tableInfo(table), updated_at: Date.now(), ...info });
      const named = formatTableName(definition.name);
      if (named === fullName) return definition;
      throw new TableDefinitionError(fullName, [
        `it cannot be renamed to ${named}; create that table instead`,
      ]);
    });
    const { loss } = alteration;
    this.#log(
      loss.length === 0
        ? `table ${fullName} was altered; its rows are kept`
        : `table ${fullName} was replaced, and its rows are gone: ${loss.join("; ")}`,
    );
    return alteration;
  }

  /**
   * Drops a table, rows and all.
   * @throws {NoSuchTableError}
   */
  async drop(fullName: string): Promise<void> {
    await this.#warehouse.drop(fullName);
    this.#log(`table ${fullName} was dropped, and its rows are gone`);
  }
}
