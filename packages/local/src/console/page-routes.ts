import { Hono } from "hono";
import { failure } from "../catalog/answers.js";
import type { PageFiles } from "./page-files.js";

const INDEX = "index.html";

/** The page of the console: files that are fixed, which may load each other and nothing else. */
export function pageRoutes(files: PageFiles): Hono {
  const app = new Hono();
  app.get("/console", (c) => c.redirect("/console/"));
  app.get("/console/*", async (c, next) => {
    const name = c.req.path.slice("/console/".length) || INDEX;
    const file = await files.get(name);
    if (file === undefined) {
      if (name !== INDEX) return next();
      return failure(c, 404, "NOT_FOUND", "The page of the console is not built here: run npm run build.");
    }
    return c.body(file.bytes, 200, {
      "content-type": file.type,
      "content-security-policy": policy(file.scriptHashes),
      "referrer-policy": "no-referrer",
    });
  });
  return app;
}

/** Nothing from elsewhere, nothing inline but the scripts of these hashes, in nobody's frame. */
function policy(scriptHashes: readonly string[]): string {
  return [
    "default-src 'none'",
    ["script-src 'self'", ...scriptHashes].join(" "),
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}
