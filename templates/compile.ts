/** Compiles the templates beside this file into what `emit/` fills in: `npm run gen`. */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Project } from "ts-morph";
import { indexParts } from "./compile/index-parts.js";
import { partsModule } from "./compile/part.js";
import { tableParts } from "./compile/table-parts.js";

const project = new Project({ useInMemoryFileSystem: true });

for (const [name, partsOf] of Object.entries({ table: tableParts, index: indexParts })) {
  const template = readFileSync(new URL(`${name}.ts`, import.meta.url), "utf8");
  const parts = partsOf(project.createSourceFile(`${name}.ts`, template));
  const target = new URL(`../packages/generator/src/emit/gen/${name}-parts.ts`, import.meta.url);
  writeFileSync(fileURLToPath(target), partsModule(`templates/${name}.ts`, parts));
}
