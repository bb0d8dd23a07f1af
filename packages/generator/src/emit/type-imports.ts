import type { VariantType } from "@zerobus-gen/schema";

/** The types that one generated module imports from its user's modules. */
export class TypeImports {
  readonly #claim: (wanted: string) => string;
  /** By module, then by exported name: what the type is called here. */
  readonly #names = new Map<string, Map<string, string>>();

  /** @param claim gives out the names of the module */
  constructor(claim: (wanted: string) => string) {
    this.#claim = claim;
  }

  /** Imports a type, once, and says what it is called here. */
  add({ type, from }: VariantType): string {
    const names = this.#names.get(from) ?? new Map<string, string>();
    this.#names.set(from, names);
    const name = names.get(type) ?? this.#claim(type);
    names.set(type, name);
    return name;
  }

  /** The modules in the order of their names, each with what stands between the braces. */
  list(): readonly { readonly names: string; readonly from: string }[] {
    return [...this.#names].sort(byFirst).map(([from, names]) => ({
      from: JSON.stringify(from),
      names: [...names]
        .sort(byFirst)
        .map(([type, name]) => (type === name ? type : `${type} as ${name}`))
        .join(", "),
    }));
  }
}

function byFirst([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
