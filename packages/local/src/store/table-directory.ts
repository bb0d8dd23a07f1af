import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { TableName } from "../schema/table-name.js";

/**
 * Where a table lives below the data directory: `catalog/schema/table`, each part percent-encoded, so that no
 * name can be a path, hidden, or a device of some system.
 */
export function tableDirectory(root: string, { catalog, schema, table }: TableName): string {
  return join(root, encode(catalog), encode(schema), encode(table));
}

/** The tables below the data directory: every directory three levels down that holds a Delta log. */
export async function findTables(root: string): Promise<TableName[]> {
  const names: TableName[] = [];
  for (const catalog of await directoriesIn(root)) {
    for (const schema of await directoriesIn(join(root, encode(catalog)))) {
      for (const table of await directoriesIn(join(root, encode(catalog), encode(schema)))) {
        const name = { catalog, schema, table };
        const contents = await readdir(tableDirectory(root, name));
        if (contents.includes("_delta_log")) names.push(name);
      }
    }
  }
  return names;
}

/** The directories that this server could have made, by their decoded names; whatever else lies there is passed over. */
async function directoriesIn(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .flatMap((entry) => {
      const name = decode(entry.name);
      return name !== undefined && encode(name) === entry.name ? [name] : [];
    })
    .sort();
}

function encode(name: string): string {
  return encodeURIComponent(name).replace(
    /[.!~*'()]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function decode(encoded: string): string | undefined {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}
