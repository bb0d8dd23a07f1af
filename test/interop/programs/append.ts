/**
 * Appends ids to a table, a commit each, and ends. The command line has the table, the first id and how many.
 */
import { DeltaTable } from "../../../packages/local/src/delta/delta-table.js";

const [path = "", first = "", count = ""] = process.argv.slice(2);
await using table = await DeltaTable.open(path);
for (let id = BigInt(first); id < BigInt(first) + BigInt(count); id++) await table.append([{ id }]);
