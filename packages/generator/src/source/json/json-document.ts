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
