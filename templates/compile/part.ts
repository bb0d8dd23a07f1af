import type { Node, SourceFile } from "ts-morph";

/** A stretch of a template that comes out of it as it is, but for its slots. */
export interface Part {
  readonly name: string;
  readonly text: string;
  /** In order, none inside of another. */
  readonly slots: readonly Slot[];
}

/** What differs from table to table, as a stretch of its part. */
export interface Slot {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** Marks a stretch of a file, by its positions there. */
export function slot(name: string, from: number, to: number): Slot {
  return { name, from, to };
}

/** Marks all that a node says, without the comment before it. */
export function slotOf(name: string, node: Node): Slot {
  return slot(name, node.getStart(), node.getEnd());
}

/**
 * Marks each place between two positions of a file where it says `words`.
 * @throws TypeError if it does not
 */
export function slotsSaying(name: string, words: string, file: SourceFile, from: number, to: number): Slot[] {
  const text = file.getFullText();
  const slots: Slot[] = [];
  for (let at = text.indexOf(words, from); at >= 0 && at < to; at = text.indexOf(words, at + words.length)) {
    slots.push(slot(name, at, at + words.length));
  }
  if (slots.length === 0) throw new TypeError(`${file.getBaseName()} does not say ${words} for ${name}`);
  return slots;
}

/** Cuts a part out of a file. */
export function cutPart(
  name: string,
  file: SourceFile,
  from: number,
  to: number,
  slots: readonly Slot[],
): Part {
  const inside = [...slots].sort((a, b) => a.from - b.from);
  return {
    name,
    text: file.getFullText().slice(from, to),
    slots: inside.map((each) => slot(each.name, each.from - from, each.to - from)),
  };
}

/** Cuts out a node with all that stands before it, from where its neighbour ends. */
export function cutNode(name: string, node: Node, slots: readonly Slot[]): Part {
  return cutPart(name, node.getSourceFile(), node.getPos(), node.getEnd(), slots);
}

/** The module that has each part as a function of its slots. */
export function partsModule(template: string, parts: readonly Part[]): string {
  const head = `// Compiled from ${template}, which says the same to be read. Do not edit: npm run gen\n`;
  return [head, ...parts.map(partFunction)].join("\n");
}

function partFunction({ name, text, slots }: Part): string {
  const names = [...new Set(slots.map((each) => each.name))];
  const type = `Readonly<Record<${names.map((each) => `"${each}"`).join(" | ")}, string>>`;
  let literal = "";
  let end = 0;
  for (const each of slots) {
    literal += `${escapeText(text.slice(end, each.from))}\${${each.name}}`;
    end = each.to;
  }
  literal += escapeText(text.slice(end));
  return `export function ${name}({ ${names.join(", ")} }: ${type}): string {\n  return \`${literal}\`;\n}\n`;
}

function escapeText(text: string): string {
  return text.replace(/[\\`]|\$\{/g, "\\$&");
}
