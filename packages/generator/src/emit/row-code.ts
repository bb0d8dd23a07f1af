import {
  type ColumnType,
  elementPath,
  entryPath,
  type Field,
  fieldPath,
  type MapType,
  type ScalarKind,
  type TableSettings,
  variantTypeAt,
} from "@zerobus-gen/schema";
import { memberDoc } from "./member-doc.js";
import { exactly, nameScope, pascalCase } from "./names.js";
import { type PropertyNames, propertyNames } from "./property-names.js";
import type { TableToEmit } from "./table-to-emit.js";
import { TypeImports } from "./type-imports.js";

/** The TypeScript of a row: its interfaces, the functions that write it, and what they import. */
export interface RowCode {
  /** The row's own first, then one for each STRUCT, outside in. */
  readonly interfaces: readonly InterfaceCode[];
  /** The row's own first. */
  readonly functions: readonly FunctionCode[];
  /** Names from the runtime's door for generated code. */
  readonly imports: ReadonlySet<string>;
  /** Types of VARIANT values from modules of the user. */
  readonly typeImports: TypeImports;
  /** The properties that are not called as their columns. */
  readonly renamed: readonly { readonly property: string; readonly column: string }[];
}

/** The row, or one STRUCT in it. */
export interface InterfaceCode {
  readonly name: string;
  /** Where it stands in the row: `items[]`. Empty for the row. */
  readonly path: string;
  readonly members: readonly MemberCode[];
}

/** One column or member. */
export interface MemberCode {
  readonly name: string;
  readonly nullable: boolean;
  readonly type: string;
  readonly doc: string;
}

/** One function that writes. `role` says what: columns of the row, members of a struct, an element, a map entry. */
export interface FunctionCode {
  readonly name: string;
  readonly role: "row" | "struct" | "element" | "entry";
  /** Types of the value, the element, or the key and the value. */
  readonly types: readonly string[];
  readonly lines: readonly string[];
}

/** What a scalar is called on the writer, and the type of what it takes. */
const SCALARS: Readonly<Record<ScalarKind, readonly [method: string, type: string]>> = {
  boolean: ["boolean", "boolean"],
  tinyint: ["tinyint", "number"],
  smallint: ["smallint", "number"],
  int: ["int", "number"],
  bigint: ["bigint", "BigintInput"],
  float: ["float", "number"],
  double: ["double", "number"],
  binary: ["binary", "BinaryInput"],
  date: ["date", "DateInput"],
  timestamp: ["timestamp", "TimestampInput"],
  timestamp_ntz: ["timestampNtz", "TimestampNtzInput"],
  variant: ["variant", "VariantInput"],
};

/** Those of the types that are the runtime's. One that a user imports may have any name but these. */
const RUNTIME_TYPES: ReadonlySet<string> = new Set(
  Object.values(SCALARS).flatMap(([, type]) => (type.endsWith("Input") ? [type] : [])),
);

/** A function of more lines calls another one for the rest: the compiler gives up on one of a thousand branches. */
const MAX_LINES = 400;

/** Members that every object has: read from the row only if they are its own. */
const INHERITED: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

/** Longest name that is made of all the names that lead to a STRUCT. A deeper one goes by its own. */
const LONGEST_NAME = 200;

/** Writes the code of a row type called `prefix`Row. No other name in it is one of `taken`. */
export function rowCode({ schema, settings }: TableToEmit, prefix: string, taken: Iterable<string>): RowCode {
  const names = propertyNames(schema.columns, settings);
  const coder = new RowCoder(prefix, settings, names, nameScope(taken, exactly));
  coder.struct(`${prefix}Row`, { path: "", base: prefix }, schema.columns);
  return coder;
}

/** Where a value stands: its path in the table, and the names of what is declared for it. */
interface Place {
  readonly path: string;
  readonly base: string;
}

/** What stands for a value: its type, and the call that writes it. */
interface ValueCode {
  readonly type: string;
  readonly call: string;
}

/** Collects declarations while it walks the columns. Each takes its place in the order before what is inside it. */
class RowCoder implements RowCode {
  readonly interfaces: InterfaceCode[] = [];
  readonly functions: FunctionCode[] = [];
  readonly imports = new Set(["defineTable", "RowWriter", "Table"]);
  readonly typeImports: TypeImports;
  readonly renamed: readonly { readonly property: string; readonly column: string }[];
  readonly #prefix: string;
  readonly #settings: TableSettings;
  readonly #names: PropertyNames;
  readonly #claim: (wanted: string) => string;

  constructor(
    prefix: string,
    settings: TableSettings,
    names: PropertyNames,
    claim: (wanted: string) => string,
  ) {
    this.#prefix = prefix;
    this.#settings = settings;
    this.#names = names;
    this.#claim = claim;
    this.typeImports = new TypeImports(claim);
    this.renamed = [...names].map(([column, property]) => ({ property, column }));
  }

  /** Declares a struct and what writes it. Returns the names of both. */
  struct(wanted: string, place: Place, fields: readonly Field[]): { type: string; write: string } {
    const [role, variable] = place.path === "" ? (["row", "row"] as const) : (["struct", "value"] as const);
    const type = this.#claim(wanted);
    const members: MemberCode[] = [];
    this.interfaces.push({ name: type, path: place.path, members });
    const first = this.#function(`write${type}`, role);
    first.types.push(type);
    let part = first;
    for (const field of fields) {
      const property = this.#names.get(field.name) ?? field.name;
      const plain = `${variable}.${property}`;
      const key = JSON.stringify(property);
      const inherited = INHERITED.has(property);
      if (inherited) this.imports.add(field.nullable ? "has" : "own");
      const access = inherited && !field.nullable ? `own(${variable}, ${key})` : plain;
      const present = inherited ? `has(${variable}, ${key})` : `${plain} != null`;
      const value = this.#value(field.type, field.number, key, access, this.#inside(place, field));
      if (part.lines.length === MAX_LINES) {
        const rest = this.#function(`write${type}`, role);
        rest.types.push(type);
        part.lines.push(`${rest.name}(w, ${variable});`);
        part = rest;
      }
      part.lines.push(field.nullable ? `if (${present}) ${value.call};` : `${value.call};`);
      members.push({
        name: property,
        nullable: field.nullable,
        type: value.type,
        doc: memberDoc(field, property),
      });
    }
    return { type, write: first.name };
  }

  #inside(place: Place, { name, type }: Field): Place {
    const path = fieldPath(place.path, name);
    // Only what declares something needs a name for it.
    if (type.kind !== "struct" && type.kind !== "array" && type.kind !== "map") return { path, base: "" };
    const own = pascalCase(name);
    const base = place.base + own;
    return { path, base: base.length <= LONGEST_NAME ? base : this.#prefix + own };
  }

  #value(type: ColumnType, number: number, key: string, access: string, place: Place): ValueCode {
    switch (type.kind) {
      case "unsupported":
        throw new TypeError(`${place.path}: ${type.sql} cannot be written`);
      case "string":
        return { type: "string", call: `w.string(${number}, ${key}, ${access})` };
      case "char":
      case "varchar":
        return { type: "string", call: `w.${type.kind}(${number}, ${key}, ${access}, ${type.length})` };
      case "decimal":
        this.imports.add("DecimalInput");
        return {
          type: "DecimalInput",
          call: `w.decimal(${number}, ${key}, ${access}, ${type.precision}, ${type.scale})`,
        };
      case "struct": {
        const struct = this.struct(place.base, place, type.fields);
        return { type: struct.type, call: `w.struct(${number}, ${key}, ${access}, ${struct.write})` };
      }
      case "array": {
        const { name: write, types, lines } = this.#function(`write${place.base}Element`, "element");
        const inside = { path: elementPath(place.path), base: place.base };
        const element = this.#value(type.element, number, "index", "element", inside);
        types.push(element.type);
        this.imports.add("ArrayInput");
        lines.push(`${element.call};`);
        return { type: `ArrayInput<${element.type}>`, call: `w.list(${key}, ${access}, ${write})` };
      }
      case "map":
        return this.#map(type, number, key, access, place);
    }
    const [method, input] = this.#scalar(type.kind, place.path);
    if (RUNTIME_TYPES.has(input)) this.imports.add(input);
    return { type: input, call: `w.${method}(${number}, ${key}, ${access})` };
  }

  #scalar(kind: ScalarKind, path: string): readonly [method: string, type: string] {
    const scalar = SCALARS[kind];
    if (kind === "bigint" && this.#settings.bigint === "bigint") return [scalar[0], "bigint"];
    const named = kind === "variant" ? variantTypeAt(path, this.#settings) : undefined;
    return named === undefined ? scalar : [scalar[0], this.typeImports.add(named)];
  }

  #map(type: MapType, number: number, key: string, access: string, place: Place): ValueCode {
    const { name: write, types, lines } = this.#function(`write${place.base}Entry`, "entry");
    const at = (part: "key" | "value"): Place => ({ path: entryPath(place.path, part), base: place.base });
    const entry = [
      this.#value(type.key, 1, "key", "key", at("key")),
      this.#value(type.value, 2, "key", "value", at("value")),
    ];
    for (const part of entry) {
      types.push(part.type);
      lines.push(`${part.call};`);
    }
    const map = `ReadonlyMap<${types.join(", ")}>`;
    const record = type.key.kind === "string" ? ` | Readonly<Record<${types.join(", ")}>>` : "";
    return { type: map + record, call: `w.map(${number}, ${key}, ${access}, ${write})` };
  }

  #function(wanted: string, role: FunctionCode["role"]): { name: string; types: string[]; lines: string[] } {
    const code = { name: this.#claim(wanted), role, types: [], lines: [] };
    this.functions.push(code);
    return code;
  }
}
