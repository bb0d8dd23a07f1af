import type { Context } from "hono";
import { failure } from "../catalog/answers.js";

/** An answer in parts; when there are too many of them already, a refusal. */
export function streamed(c: Context, type: string, parts: ReadableStream<Uint8Array> | undefined): Response {
  if (parts === undefined) {
    return failure(c, 503, "RESOURCE_EXHAUSTED", "Too many readers; close another console or tail.");
  }
  return c.body(parts, 200, { "content-type": `${type}; charset=utf-8` });
}
