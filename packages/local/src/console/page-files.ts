import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { extname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** One file of the page, as it is served. */
export interface PageFile {
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What its inline scripts are known by to a `Content-Security-Policy`: `'sha256-…'` each. */
  readonly scriptHashes: readonly string[];
}

/** Where the page is compiled to; the same from the sources as from what is built of them. */
const BUILT = fileURLToPath(new URL("../../dist/console/", import.meta.url));

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
  readonly #directory: string;
  #paths: Promise<ReadonlyMap<string, string>> | undefined;

  /** @param directory where the compiled page is */
  constructor(directory: string = BUILT) {
    this.#directory = directory;
  }

  /** The file of this name, `index.html` or `vendor/preact.js`; undefined when there is none. */
  async get(name: string): Promise<PageFile | undefined> {
    this.#paths ??= listPage(this.#directory);
    const path = (await this.#paths).get(name);
    const type = TYPES[extname(name)];
    if (path === undefined || type === undefined) return undefined;
    const bytes = new Uint8Array(await readFile(path));
    const scripts = type.startsWith("text/html") ? Buffer.from(bytes).toString().matchAll(INLINE_SCRIPT) : [];
    return { type, bytes, scriptHashes: Array.from(scripts, ([, script = ""]) => hashOf(script)) };
  }
}

/** Every file by its name. Without a page there is nothing, not even what it has of others. */
async function listPage(directory: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry): [string, string] => {
      const path = join(entry.path, entry.name);
      return [relative(directory, path).split(sep).join("/"), path];
    });
  const { resolve } = createRequire(import.meta.url);
  return new Map([
    ...files,
    ...Object.entries(VENDORED).map(([name, id]): [string, string] => [name, resolve(id)]),
  ]);
}

function hashOf(script: string): string {
  return `'sha256-${createHash("sha256").update(script).digest("base64")}'`;
}
