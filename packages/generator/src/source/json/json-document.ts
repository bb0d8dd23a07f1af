import { isJsonObject, type JsonObject, parseJson } from "@zerobus-gen/schema";

/** What a JSON file can hold, told by its shape. */
export type JsonDocument =
  | { readonly kind: "table"; readonly info: unknown }
  | { readonly kind: "list"; readonly tables: readonly unknown[]; readonly hasMore: boolean }
  | { readonly kind: "struct"; readonly type: unknown }
  | { readonly kind: "actions"; readonly actions: readonly JsonObject[] }
  | { readonly kind: "lock" }
  | { readonly kind: "text" };

/** Names of the actions in a Delta log. */
const actionNames: ReadonlySet<string> = new Set([
  "commitInfo",
  "protocol",
  "metaData",
  "add",
  "remove",
  "txn",
  "cdc",
  "domainMetadata",
  "checkpointMetadata",
  "sidecar",
]);

/** Tells what a text holds; `text` where it is no JSON. */
export function jsonDocument(text: string): JsonDocument {
  const json = parseJson(text);
  if (json === undefined) {
    const actions = actionLines(text);
    return actions ? { kind: "actions", actions } : { kind: "text" };
  }
  // Text with a StructType in it: what Python's json.dump makes of df.schema.json(), and schemaString is.
  const inner = typeof json === "string" ? parseJson(json) : json;
  if (Array.isArray(inner)) return { kind: "list", tables: inner, hasMore: false };
  if (!isJsonObject(inner)) return { kind: "table", info: json };
  if (inner.lockVersion !== undefined) return { kind: "lock" };
  if (Array.isArray(inner.tables)) {
    const { next_page_token: token } = inner;
    return { kind: "list", tables: inner.tables, hasMore: typeof token === "string" && token !== "" };
  }
  if (inner.type === "struct") return { kind: "struct", type: inner };
  return isAction(inner) ? { kind: "actions", actions: [inner] } : { kind: "table", info: inner };
}

/**
 * What a document is instead of tables, in words; undefined where somebody may have meant it to be tables, however
 * broken. A lock is no source but where it is named: it is made of sources.
 */
export function otherThanTables(document: JsonDocument): string | undefined {
  switch (document.kind) {
    case "lock":
      return "a lock";
    case "table":
      return isTableLike(document.info) ? undefined : "no table";
    case "list":
      if (document.tables.length === 0) return "an empty list";
      return document.tables.some(isTableLike) ? undefined : "no table";
    case "actions":
      return document.actions.some(({ metaData }) => metaData) ? undefined : "no table";
    case "struct":
    case "text":
      return undefined;
  }
}

/** Keys that tell an answer of a catalog, a refusal too, from any other JSON. */
const tableKeys = ["columns", "full_name", "catalog_name", "table_type", "error_code"];

function isTableLike(json: unknown): boolean {
  return isJsonObject(json) && tableKeys.some((key) => Object.hasOwn(json, key));
}

/** The lines of a commit, each an action; undefined where they are not. */
function actionLines(text: string): readonly JsonObject[] | undefined {
  const actions: JsonObject[] = [];
  for (const line of text.split("\n")) {
    if (line.trim() === "") continue;
    const json = parseJson(line);
    if (!isJsonObject(json) || !isAction(json)) return undefined;
    actions.push(json);
  }
  return actions.length > 0 ? actions : undefined;
}

function isAction(json: JsonObject): boolean {
  const [name, ...rest] = Object.keys(json);
  return name !== undefined && rest.length === 0 && actionNames.has(name) && isJsonObject(json[name]);
}
