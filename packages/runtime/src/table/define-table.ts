import type { Table, TableDefinition } from "../codegen/table.js";
import { rowValidator } from "./row-validator.js";

/** Declares a table. */
export function defineTable<Row>(definition: TableDefinition<Row>): Table<Row> {
  const validate = rowValidator(definition);
  const standard = Object.freeze({ version: 1, vendor: "zerobus-gen", validate } as const);
  return Object.freeze({ ...definition, "~standard": standard });
}
