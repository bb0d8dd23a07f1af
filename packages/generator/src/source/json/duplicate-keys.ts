/** A key that an object of a JSON text has twice. */
export interface DuplicateKey {
  readonly key: string;
  /** Where it stands the second time, from 1. */
  readonly line: number;
}

/** Tokens that matter: strings, and what opens, closes and parts. */
const token = /"(?:[^"\\]|\\.)*"|[{}[\],:\n]/g;

/**
 * The first keys that stand twice in one object: `JSON.parse` would keep the last and say nothing.
 *
 * @param text valid JSON
 * @param most how many to look for
 */
export function duplicateKeys(text: string, most = 10): readonly DuplicateKey[] {
  const found: DuplicateKey[] = [];
  /** The keys of each open object, undefined for a list. */
  const open: (Set<string> | undefined)[] = [];
  let line = 1;
  let last: string | undefined;
  for (const [word] of text.matchAll(token)) {
    if (word === "\n") line++;
    else if (word === "{") open.push(new Set());
    else if (word === "[") open.push(undefined);
    else if (word === "}" || word === "]") open.pop();
    else if (word === ":" && last !== undefined) {
      const keys = open.at(-1);
      // Spelt differently, `"a"` and `"\u0061"` are one key.
      const key = String(JSON.parse(last));
      if (keys?.has(key)) found.push({ key, line });
      keys?.add(key);
      if (found.length >= most) break;
    } else if (word.startsWith('"')) last = word;
  }
  return found;
}
