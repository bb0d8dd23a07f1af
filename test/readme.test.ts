import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { emitFiles } from "./support/emit-modules.js";
import { ORDERS } from "./support/shop.js";
import { compile } from "./support/typescript.js";

const DOCS = [
  "README.md",
  "docs/streams.md",
  "docs/values.md",
  "docs/local.md",
  "docs/performance.md",
  "docs/standard-schema.md",
];

it.each(DOCS)(
  "the programs in %s compile",
  (path) => {
    const text = readFileSync(fileURLToPath(new URL(`../${path}`, import.meta.url)), "utf8");
    const programs = [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, program = ""]) => program);
    const tables = Object.entries(emitFiles([ORDERS])).map(([file, source]) => [
      `test/generated/tables/${file}`,
      source,
    ]);
    // A config exports what nobody declares: no declarations are made of it.
    const sources = programs.map((program, at) => [
      `test/generated/program-${at}.ts`,
      program.replace("export default defineConfig", "defineConfig"),
    ]);
    expect(programs).not.toEqual([]);
    expect(compile(Object.fromEntries([...tables, ...sources]))).toEqual(new Map());
  },
  60_000,
);
