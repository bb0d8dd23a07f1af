import type { Context } from "hono";

/** An answer that a request makes no sense. */
export function invalid(c: Context, message: string): Response {
  return failure(c, 400, "INVALID_PARAMETER_VALUE", message);
}

/** An answer that says no, as Unity Catalog does. */
export function failure(
  c: Context,
  status: 400 | 401 | 403 | 404 | 409 | 415 | 503,
  error_code: string,
  message: string,
): Response {
  return c.json({ error_code, message }, status);
}
