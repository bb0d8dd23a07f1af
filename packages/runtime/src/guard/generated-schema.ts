import type { ColumnType, Field, TableName, TableSchema } from "@zerobus-gen/schema";
import type { TableDefinition } from "../codegen/table.js";
import { type Member, membersOf, type Shape } from "../row/row-shape.js";

/**
 * The schema that a table's client was generated from, as far as the client knows it: the columns that it writes.
 * Whether elements and values may be NULL no client knows: they count as nullable.
 */
export function generatedSchema<Row>(table: TableDefinition<Row>): TableSchema {
  return {
    name: nameOf(table.name),
    columns: membersOf(table.write).map((member) => fieldOf(member, table)),
  };
}

function nameOf(fullName: string): TableName {
  const [catalog = "", schema = "", table = ""] = fullName.split(".");
  return { catalog, schema, table };
}

/** A generated table says which properties its columns are called by. */
interface Named {
  readonly columns?: Readonly<Record<string, string>> | undefined;
}

function fieldOf({ name, field: number, type, nullable }: Member, table: Named): Field {
  const { columns = {} } = table;
  const column = Object.hasOwn(columns, name) ? (columns[name] ?? name) : name;
  return { name: column, number, nullable, type: typeOf(type, table) };
}

function typeOf(shape: Shape, table: Named): ColumnType {
  switch (shape.kind) {
    case "struct":
      return { kind: "struct", fields: shape.members.map((member) => fieldOf(member, table)) };
    case "list":
      return { kind: "array", element: typeOf(shape.element, table), elementNullable: true };
    case "map": {
      const [key, value] = [typeOf(shape.key, table), typeOf(shape.value, table)];
      return { kind: "map", key, value, valueNullable: true };
    }
    case "timestampNtz":
      return { kind: "timestamp_ntz" };
    case "decimal":
    case "char":
    case "varchar":
      return shape;
  }
  return { kind: shape.kind };
}
