/** `air_quality` → `AirQuality`. Takes a checked name; one without a letter or digit becomes `Table`. */
export function pascalCase(name: string): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
  const joined = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
  return joined === "" ? "Table" : /^[0-9]/.test(joined) ? `T${joined}` : joined;
}

/** `air_quality` → `airQuality`. */
export function camelCase(name: string): string {
  const pascal = pascalCase(name);
  return pascal.charAt(0).toLowerCase() + pascal.slice(1);
}

/** What a name takes up in its scope: no other name takes up any of it. */
export type Extent = (name: string) => readonly string[];

/**
 * Gives out names of one scope: a name that is taken gets the first free number behind it.
 * @param taken what is taken up from the start
 */
export function nameScope(taken: Iterable<string>, extent: Extent): (wanted: string) => string {
  const used = new Set(taken);
  // Where the search ended last time: looking from 2 each time would be quadratic.
  const next = new Map<string, number>();
  return (wanted) => {
    let name = wanted;
    let number = next.get(wanted) ?? 2;
    while (extent(name).some((part) => used.has(part))) name = `${wanted}${number++}`;
    if (name !== wanted) next.set(wanted, number);
    for (const part of extent(name)) used.add(part);
    return name;
  };
}

/** Names are told apart as they are. */
export const exactly: Extent = (name) => [name];

/** Names are told apart ignoring case, as some file systems do. */
export const ignoringCase: Extent = (name) => [name.toLowerCase()];

/** The name of a table takes that of its row type with it. */
export const withRowType: Extent = (name) => [name, `${name}Row`];
