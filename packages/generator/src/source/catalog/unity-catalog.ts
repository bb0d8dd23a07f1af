import {
  checkTableName,
  formatTableName,
  type Problem,
  parseTableName,
  problemOf,
  quoteName,
  readTableInfo,
  type SchemaRead,
} from "@zerobus-gen/schema";
import { SourceError } from "../source-error.js";
import { refusalOf } from "./catalog-refusal.js";
import { askCatalog, type CatalogSession } from "./catalog-session.js";

/**
 * Reads a table from a live Unity Catalog.
 *
 * @param table its full name
 * @throws SourceError where the catalog cannot be reached, and a `CatalogRefusal` where it refuses or does not know
 *   the table
 * @see https://docs.databricks.com/api/workspace/tables/get
 */
export async function readCatalogTable(session: CatalogSession, table: string): Promise<SchemaRead> {
  const parsed = parseTableName(table);
  if ("problem" in parsed) return { tables: [], problems: [problemOf(quoteName(table), parsed.problem)] };
  const problems: Problem[] = [];
  checkTableName(parsed.name, (finding) => problems.push(problemOf(quoteName(table), finding)));
  if (problems.length > 0) return { tables: [], problems };

  const fullName = formatTableName(parsed.name);
  const answer = await askCatalog(session, `tables/${encodeURIComponent(fullName)}`);
  if (answer.status !== 200) throw refusalOf(answer, session, parsed.name);
  return sameTable(readTableInfo(answer.json, fullName), fullName, session.origin);
}

function sameTable(read: SchemaRead, fullName: string, origin: string): SchemaRead {
  for (const { name } of read.tables) {
    if (formatTableName(name).toLowerCase() !== fullName.toLowerCase()) {
      throw new SourceError(
        `${origin} answered with ${formatTableName(name)} when asked for ${fullName}`,
        "is DATABRICKS_HOST the address of a workspace?",
      );
    }
  }
  return read;
}
