/** The sections of the page, in the order they are listed. */
export const SECTIONS = ["overview", "tables", "streams", "commits", "refusals", "faults"] as const;

export type Section = (typeof SECTIONS)[number];

/** The parts that a table's page has. */
export const TABLE_PARTS = ["rows", "columns", "commits", "drift"] as const;

export type TablePart = (typeof TABLE_PARTS)[number];

/** What the page shows, as its address tells: `#/streams`, `#/tables/main.shop.orders/columns`. */
export interface Route {
  readonly section: Section;
  /** The table that is looked at; null for the list of them, and in every other section. */
  readonly table: string | null;
  readonly part: TablePart;
}

/** Reads the hash of an address. What names nothing is the overview. */
export function parseRoute(hash: string): Route {
  const [, first = "", table = "", last = ""] = hash.split("/");
  const section = SECTIONS.find((name) => name === first) ?? "overview";
  const part = TABLE_PARTS.find((name) => name === last) ?? "rows";
  return { section, table: section === "tables" && table !== "" ? decoded(table) : null, part };
}

/** The hash of a section. */
export function sectionHash(section: Section): string {
  return `#/${section}`;
}

/** The hash of a table's page. */
export function tableHash(table: string, part: TablePart = "rows"): string {
  return `#/tables/${encodeURIComponent(table)}/${part}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
