import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { temporaryDirectory } from "../testing/temporary-directory.js";
import { type PageDirectories, PageFiles } from "./page-files.js";
import { pageRoutes } from "./page-routes.js";

const SCRIPT = '\n{"imports": {}}\n';

describe(pageRoutes, () => {
  it("serves the page, which may run what it has in itself and what is beside it", async () => {
    const response = await (await page()).request("/console/");
    const hash = createHash("sha256").update(SCRIPT).digest("base64");
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    const policy = response.headers.get("content-security-policy");
    expect(policy?.split("; ")).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        `script-src 'self' 'sha256-${hash}'`,
        "frame-ancestors 'none'",
      ]),
    );
    expect(policy).not.toMatch(/unsafe|\*/);
    expect((await (await page()).request("/console")).headers.get("location")).toBe("/console/");
  });

  it.each([
    ["/console/main.js", "text/javascript", "main"],
    ["/console/deep/er/x.css", "text/css", "deep"],
    ["/console/vendor/preact.js", "text/javascript", "export"],
    ["/console/vendor/preact-hooks.js", "text/javascript", "preact"],
    ["/console/vendor/jsx-runtime.js", "text/javascript", "preact"],
    ["/console/vendor/uplot.js", "text/javascript", "export"],
    ["/console/vendor/uplot.css", "text/css", ".uplot"],
  ])("serves %s as %s", async (path, type, text) => {
    const response = await (await page()).request(path);
    expect([response.status, response.headers.get("content-type")]).toEqual([200, `${type}; charset=utf-8`]);
    expect(await response.text()).toContain(text);
  });

  it.each([
    "/console/../secret.js",
    "/console/%2e%2e/secret.js",
    "/console/..%2fsecret.js",
    "/console/%2e%2e%2fsecret.js",
    "/console/..%5csecret.js",
    "/console//etc/passwd",
    "/console/vendor/../../secret.js",
    "/console/main.js%00.css",
    "/console/main.js/",
    "/console/deep",
    "/console/notes.txt",
    "/console/__proto__",
    "/console/vendor/package.json",
  ])("serves nothing at %s", async (path) => {
    const app = await page();
    for (const request of [path, new Request(rawUrl(path))]) {
      expect((await app.request(request)).status).toBe(404);
    }
  });

  it("says what to do where the page is not built", async () => {
    const app = pageRoutes(new PageFiles(inOne(join(await temporaryDirectory(), "nowhere"))));
    const response = await app.request("/console/");
    expect([response.status, await response.json()]).toMatchObject([404, { error_code: "NOT_FOUND" }]);
  });
});

function rawUrl(path: string): string {
  return `http://localhost${path}`;
}

async function page(): Promise<Hono> {
  const root = await temporaryDirectory();
  const directory = join(root, "page");
  await mkdir(join(directory, "deep", "er"), { recursive: true });
  const html = `<!doctype html><script type="importmap">${SCRIPT}</script><script src="main.js"></script>`;
  await Promise.all([
    writeFile(join(root, "secret.js"), "secret"),
    writeFile(join(directory, "index.html"), html),
    writeFile(join(directory, "main.js"), "main"),
    writeFile(join(directory, "notes.txt"), "notes"),
    writeFile(join(directory, "deep", "er", "x.css"), "deep"),
  ]);
  return pageRoutes(new PageFiles(inOne(directory)));
}

/** A page whose programs lie beside all else. */
function inOne(directory: string): PageDirectories {
  return { compiled: directory, written: directory };
}
