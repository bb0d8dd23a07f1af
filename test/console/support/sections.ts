/** The path of every section of the page, with those of one table. */
export function sectionsOf(fullName: string): readonly string[] {
  const table = `tables/${encodeURIComponent(fullName)}`;
  const ofTable = ["rows", "columns", "commits", "drift"].map((part) => `${table}/${part}`);
  return ["overview", "tables", ...ofTable, "streams", "commits", "refusals", "faults"];
}
