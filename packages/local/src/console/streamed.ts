import type { Context } from "hono";
import { failure } from "../catalog/answers.js";

/** An answer in parts, begun unless only its headers are asked for; when there are too many already, a refusal. */
export function streamed(
  c: Context,
  type: string,
  begin: () => ReadableStream<Uint8Array> | undefined,
): Response {
  const headers = { "content-type": `${type}; charset=utf-8` };
  // Of what a HEAD is answered with nobody reads the body, or leaves it.
  if (c.req.method === "HEAD") return c.body(null, 200, headers);
  const parts = begin();
  if (parts === undefined) {
    return failure(c, 503, "RESOURCE_EXHAUSTED", "Too many readers; close another console or tail.");
  }
  return c.body(parts, 200, headers);
}
