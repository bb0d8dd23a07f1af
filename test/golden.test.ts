import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { formatLock, lockTable } from "@zerobus-gen/schema";
import { expect, it } from "vitest";
import { emit, emitContext, type TableSettings } from "zerobus-gen";
import { FIELD_FILES, readFieldTables, readRawTables, settingsOf } from "./support/field-tables.js";

// To make them again, and then read what changed: UPDATE_GOLDEN=1 npx vitest run test/golden.test.ts
const IS_UPDATE = process.env.UPDATE_GOLDEN === "1";
const FOLDER = fileURLToPath(new URL("golden/", import.meta.url));

/** What one table becomes, beside what it becomes by default. */
const VARIATIONS: readonly (readonly [name: string, file: string, settings: TableSettings])[] = [
  [
    "_synthetic_supported_types.settings",
    "_synthetic_supported_types.json",
    {
      naming: "camel",
      bigint: "bigint",
      omit: ["c_dec38"],
      variants: { c_variant: { type: "AnyRow", from: "../support/emit-modules.js" } },
    },
  ],
];

const GENERATED = [
  ...FIELD_FILES.map((file) => [stem(file), file, settingsOf(file)] as const),
  ...VARIATIONS,
];

if (IS_UPDATE) {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER);
}

it.each(GENERATED)("%s.ts is what is generated, byte for byte", async (name, file, settings) => {
  const { tables } = await readFieldTables([file], settings);
  expect(tables).toHaveLength(1);
  const [module] = emit(
    tables.map((schema) => ({ schema, settings })),
    emitContext(),
  );
  expectGolden(`${name}.ts`, module?.text);
});

it.each(FIELD_FILES.map(stem))("%s.lock.json is what is locked, byte for byte", async (name) => {
  const { tables } = await readRawTables([`${name}.json`]);
  expectGolden(
    `${name}.lock.json`,
    formatLock({ tables: tables.map((schema) => lockTable(undefined, schema)) }),
  );
});

it("there is no golden file without a table", () => {
  const made = [...GENERATED.map(([name]) => `${name}.ts`), ...FIELD_FILES.map((file) => lockName(file))];
  expect(readdirSync(FOLDER).sort()).toEqual(made.sort());
});

function expectGolden(name: string, text: string | undefined): void {
  if (text === undefined) return expect.fail("nothing is generated");
  if (IS_UPDATE) writeFileSync(`${FOLDER}${name}`, text);
  expect(text).toBe(readFileSync(`${FOLDER}${name}`, "utf8"));
}

function stem(file: string): string {
  return file.replace(/\.json$/, "");
}

function lockName(file: string): string {
  return `${stem(file)}.lock.json`;
}
