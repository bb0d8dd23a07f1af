import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { emitFiles } from "./support/emit-modules.js";
import { ORDERS } from "./support/shop.js";
import { compile } from "./support/typescript.js";

const README = readFileSync(fileURLToPath(new URL("../README.md", import.meta.url)), "utf8");

it("the README's programs compile", () => {
  const programs = [...README.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, text = ""]) => text);
  const tables = Object.entries(emitFiles([ORDERS])).map(([path, text]) => [
    `test/generated/tables/${path}`,
    text,
  ]);
  const sources = programs.map((text, at) => [`test/generated/readme-${at}.ts`, text]);
  expect(programs).not.toEqual([]);
  expect(compile(Object.fromEntries([...tables, ...sources]))).toEqual(new Map());
}, 60_000);
