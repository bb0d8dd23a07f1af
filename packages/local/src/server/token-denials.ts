import type { MiddlewareHandler } from "hono";
import { isJsonObject } from "../schema/json-object.js";

/** Hears of a token that was denied: OAuth's error, and its description. */
export type OnDenial = (error: string, description: string) => void;

/** Tells of every answer of the token endpoint that is no token. */
export function tellDenials(onDenial: OnDenial): MiddlewareHandler {
  return async (c, next) => {
    await next();
    if (c.res.status < 400) return;
    const answer: unknown = await c.res
      .clone()
      .json()
      .catch(() => undefined);
    const { error, error_description } = isJsonObject(answer) ? answer : {};
    onDenial(String(error ?? c.res.status), String(error_description ?? ""));
  };
}
