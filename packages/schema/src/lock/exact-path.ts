/**
 * Path of a column, or of a field below `parent`, as the lock keeps it: `items[].sku`. Equal for two fields only where
 * all names on the way are, however long or odd: unlike `columnPath`, which is for people.
 */
export function exactPath(parent: string, name: string): string {
  const segment = /^[\w-]+$/.test(name) ? name : JSON.stringify(name);
  return parent === "" ? segment : `${parent}.${segment}`;
}

const lastSegment = /(?:^|\.)(?:[\w-]+|"(?:[^"\\]|\\.)*")$/s;

/** The path that the field was named below; undefined where the text is no path. */
export function parentPath(path: string): string | undefined {
  const found = lastSegment.exec(path);
  return found === null ? undefined : path.slice(0, found.index);
}
