import { elementPath, entryPath, quoteName } from "./column-path.js";
import type { Report } from "./problem.js";
import type { ColumnType, Field, TableSchema } from "./table-schema.js";
import type { TableSettings, VariantType } from "./table-settings.js";

/** Words that no import can be called. */
const RESERVED: ReadonlySet<string> = new Set(
  `any arguments as async await bigint boolean break case catch class const continue debugger default delete do else
  enum eval export extends false finally for function if implements import in instanceof interface let never new null
  number object of package private protected public return static string super switch symbol this throw true try
  type typeof undefined unknown var void while with yield`.split(/\s+/),
);

/** Reports types for VARIANT values that are for no VARIANT of the table, or that cannot be imported. */
export function checkVariantTypes(
  schema: TableSchema,
  { variants = {} }: TableSettings,
  report: Report,
): void {
  const paths = variantPaths(schema.columns, "");
  for (const [path, { type, from }] of Object.entries(variants)) {
    if (!paths.includes(path)) {
      report({
        code: "SETTING",
        message: `the settings name a type for ${quoteName(path)}, which is no VARIANT of the table`,
        hint:
          paths.length === 0 ? "the table has none" : `its VARIANTs are ${paths.map(shortPath).join(", ")}`,
      });
      continue;
    }
    if (!isImportable(type)) {
      report({
        code: "SETTING",
        column: shortPath(path),
        message: `${quoteName(type)} is not the name of an exported type`,
        hint: "give the name as its module exports it, such as Payload",
      });
    }
    if (!isModule(from)) {
      report({
        code: "SETTING",
        column: shortPath(path),
        message: `${quoteName(from)} is not a module that a generated file can import`,
        hint: "write it as the generated file would, without quotes: ../payload.js",
      });
    }
  }
}

/** The type that the settings name for the VARIANT at a path. */
export function variantTypeAt(path: string, { variants = {} }: TableSettings): VariantType | undefined {
  return Object.hasOwn(variants, path) ? variants[path] : undefined;
}

/** Path of a field below `parent`, as the settings write it. */
export function fieldPath(parent: string, name: string): string {
  return parent === "" ? name : `${parent}.${name}`;
}

function variantPaths(fields: readonly Field[], parent: string): readonly string[] {
  return fields.flatMap(({ name, type }) => pathsIn(type, fieldPath(parent, name)));
}

function pathsIn(type: ColumnType, path: string): readonly string[] {
  switch (type.kind) {
    case "variant":
      return [path];
    case "struct":
      return variantPaths(type.fields, path);
    case "array":
      return pathsIn(type.element, elementPath(path));
    case "map":
      return pathsIn(type.value, entryPath(path, "value"));
  }
  return [];
}

function shortPath(path: string): string {
  return path.length > 200 ? `${path.slice(0, 200)}…` : path;
}

function isImportable(type: string): boolean {
  return /^[\p{ID_Start}_$][\p{ID_Continue}$]{0,254}$/u.test(type) && !RESERVED.has(type);
}

function isModule(from: string): boolean {
  return /^[^\s"'`\\\p{C}]{1,1024}$/u.test(from);
}
