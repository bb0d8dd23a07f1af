const longest = 64;

/**
 * A name as problems show it: plain where it is plain, else quoted, with everything but printable ASCII
 * escaped and anything long cut. Names come from strangers and end up in terminals and CI logs.
 */
export function quoteName(name: string): string {
  if (/^[\w-]{1,64}$/.test(name)) return name;
  const cut = name.length > longest ? `${name.slice(0, longest)}…` : name;
  return JSON.stringify(cut).replace(/[^ -~…]/g, escapeUnit);
}

/** Path of a column, or of a field below `parent`: `items[].sku`. */
export function columnPath(parent: string, name: string): string {
  return parent === "" ? quoteName(name) : `${parent}.${quoteName(name)}`;
}

/** Path of the elements of an ARRAY: `items[]`. */
export function elementPath(array: string): string {
  return `${array}[]`;
}

/** Path of the keys or the values of a MAP: `tags[key]`, `tags[value]`. */
export function entryPath(map: string, part: "key" | "value"): string {
  return `${map}[${part}]`;
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
