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

/** Gives out names of one scope: a name that is taken gets the first free number behind it. */
export function nameScope(
  taken: Iterable<string>,
  fold: (name: string) => string,
): (wanted: string) => string {
  const used = new Set([...taken].map(fold));
  return (wanted) => {
    let name = wanted;
    for (let number = 2; used.has(fold(name)); number++) name = `${wanted}${number}`;
    used.add(fold(name));
    return name;
  };
}

/** Names are told apart as they are. */
export function exactly(name: string): string {
  return name;
}

/** Names are told apart ignoring case, as some file systems do. */
export function ignoringCase(name: string): string {
  return name.toLowerCase();
}
