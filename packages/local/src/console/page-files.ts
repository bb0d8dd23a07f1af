import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { extname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** One file of the page, as it is served. */
export interface PageFile {
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What its inline scripts are known by to a `Content-Security-Policy`: `'sha256-…'` each. */
  readonly scriptHashes: readonly string[];
}

/** Where the page is: its programs as they are compiled, all else as it is written. The same from `src` and `dist`. */
const PAGE: PageDirectories = {
  compiled: fileURLToPath(new URL("../../dist/page/", import.meta.url)),
  written: fileURLToPath(new URL("../../console/", import.meta.url)),
};

/** The two directories of a page. */
export interface PageDirectories {
  readonly compiled: string;
  readonly written: string;
}

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** What the page has of other packages, by the name that it is served under. */
const VENDORED: Readonly<Record<string, string>> = {
  "vendor/preact.js": "preact",
  "vendor/preact-hooks.js": "preact/hooks",
  "vendor/jsx-runtime.js": "preact/jsx-runtime",
  "vendor/uplot.js": "uplot/dist/uPlot.esm.js",
  "vendor/uplot.css": "uplot/dist/uPlot.min.css",
};

const INLINE_SCRIPT = /<script\b(?![^>]*\bsrc\s*=)[^>]*>([\s\S]*?)<\/script>/gi;

/** The files of the page: those that are there when the first is asked for, and no others, whatever a path says. */
export class PageFiles {
  readonly #page: PageDirectories;
  #paths: Promise<ReadonlyMap<string, string>> | undefined;

  constructor(page: PageDirectories = PAGE) {
    this.#page = page;
  }

  /** The file of this name, `index.html` or `vendor/preact.js`; undefined when there is none. */
  async get(name: string): Promise<PageFile | undefined> {
    this.#paths ??= listPage(this.#page);
    const path = (await this.#paths).get(name);
    const type = TYPES[extname(name)];
    if (path === undefined || type === undefined) return undefined;
    const bytes = new Uint8Array(await readFile(path));
    const scripts = type.startsWith("text/html") ? Buffer.from(bytes).toString().matchAll(INLINE_SCRIPT) : [];
    return { type, bytes, scriptHashes: Array.from(scripts, ([, script = ""]) => hashOf(script)) };
  }
}

/** Every file by its name. Without a page there is nothing, not even what it has of others. */
async function listPage({ compiled, written }: PageDirectories): Promise<ReadonlyMap<string, string>> {
  const { resolve } = createRequire(import.meta.url);
  return new Map([
    ...(await listFiles(compiled, [".js"])),
    ...(await listFiles(written, [".html", ".css", ".svg"])),
    ...Object.entries(VENDORED).map(([name, id]): [string, string] => [name, resolve(id)]),
  ]);
}

async function listFiles(directory: string, extensions: readonly string[]): Promise<[string, string][]> {
  const paths = await readdir(directory, { recursive: true }).catch(() => []);
  return paths
    .filter((path) => extensions.includes(extname(path)))
    .map((path) => [path.split(sep).join("/"), join(directory, path)]);
}

function hashOf(script: string): string {
  return `'sha256-${createHash("sha256").update(script).digest("base64")}'`;
}
