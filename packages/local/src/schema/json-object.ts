/** An object out of parsed JSON, its members unknown. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether parsed JSON is an object: no list, not null. */
export function isJsonObject(json: unknown): json is JsonObject {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}

/** Parsed JSON as text, short enough for a message. */
export function previewJson(json: unknown): string {
  const text = JSON.stringify(json) ?? "nothing";
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
