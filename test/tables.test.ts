import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readTable, startLocal } from "@zerobus-gen/local";
import { connect } from "@zerobus-gen/runtime";
import { parseTypeText, sqlType } from "@zerobus-gen/schema";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { readSources } from "zerobus-gen";
import { emitFiles, loadTables } from "./support/emit-modules.js";
import { FIELD_FILES, FIELD_FOLDER, readFieldTables, WITHOUT_WRITER } from "./support/field-tables.js";
import { sampleRow } from "./support/sample-row.js";
import { temporaryFolder } from "./support/temporary-folder.js";
import { compile } from "./support/typescript.js";

/** Columns that keep a table from being generated; every other table of the folder is generated. */
const REFUSED: Readonly<Record<string, readonly string[]>> = {
  "_synthetic_bad_names.json": [
    '"with space"',
    "dash-name",
    '"dotted.name"',
    '"back`tick"',
    '"na\\u00efve"',
    '"\\u5217"',
    "1st",
    '"a:b"',
    '"quo\\"te"',
  ],
  "_synthetic_unsupported_types.json": [
    "u_interval",
    "u_void",
    "u_geometry",
    "u_geography",
    "u_arr_arr",
    "u_arr_map",
    "u_map_arr",
    "u_map_double_key[key]",
  ],
};

const GENERATED = FIELD_FILES.filter((name) => !(name in REFUSED));
const WRITTEN = GENERATED.filter((name) => !WITHOUT_WRITER.has(name));

describe("the tables of the field", () => {
  it.each(Object.entries(REFUSED))(
    "%s is refused, each column with its reason and a mend",
    async (file, columns) => {
      const { tables, problems } = await readFieldTables([file]);
      const errors = problems.filter((problem) => problem.severity === "error");
      expect(tables).toEqual([]);
      expect(errors.map((problem) => problem.column)).toEqual(columns);
      for (const { message, hint } of errors) expect([Boolean(message), Boolean(hint)]).toEqual([true, true]);
    },
  );

  // The texts of every_type.json are shortened; it is ours, from no catalog.
  it.each(FIELD_FILES.filter((name) => name !== "every_type.json"))(
    "%s is read as its type texts say",
    async (file) => {
      const { tables, problems } = await readSources([join(FIELD_FOLDER, file)], {
        catalog: () => expect.fail(),
      });
      const told: { columns: { name: string; type_text: string }[] } = JSON.parse(
        readFileSync(join(FIELD_FOLDER, file), "utf8"),
      );
      expect(problems).toEqual([]);
      // A type text does not say what is NOT NULL inside.
      const read = tables[0]?.columns.map(({ name, type }) => [
        name,
        sqlType(type).replaceAll(" NOT NULL", ""),
      ]);
      expect(read).toEqual(
        told.columns.map(({ name, type_text }) => [
          name,
          sqlType(parseTypeText(type_text, name, ({ message }) => expect.fail(message))),
        ]),
      );
    },
  );

  it.each(GENERATED)("%s is not refused", async (file) => {
    const { tables, problems } = await readFieldTables([file]);
    expect(problems).toEqual([]);
    expect(tables).toHaveLength(1);
    expect(emitFiles(tables)).toHaveProperty(["index.ts"]);
  });

  it("generate clients that pass the strictest flags", async () => {
    const { tables } = await readFieldTables(WRITTEN);
    expect(tables).toHaveLength(WRITTEN.length);
    const sources = Object.entries(emitFiles(tables)).map(([path, text]) => [`test/generated/${path}`, text]);
    expect(compile(Object.fromEntries(sources))).toEqual(new Map());
  }, 60_000);

  it.each(WRITTEN)("%s takes a row through the local server", async (file) => {
    const { tables: schemas } = await readFieldTables([file]);
    const [schema] = schemas;
    if (schema === undefined) return expect.fail("it is generated");
    const { catalog, schema: schemaName, table } = schema.name;
    const dir = temporaryFolder();
    const local = await startLocal({ dir, tables: [tableInfo(file)] });
    onTestFinished(() => local.close());
    vi.stubEnv("ZEROBUS_EMULATOR_HOST", new URL(local.endpoint).host);
    onTestFinished(() => void vi.unstubAllEnvs());

    const tables = Object.fromEntries(await loadTables(schemas));
    const full = sampleRow(schema.columns);
    const required = schema.columns.filter((column) => !column.nullable);
    const sparse = sampleRow(required);
    await using zerobus = connect({ tables });
    for (const stream of Object.values(zerobus.tables)) {
      stream.ingest(full.written);
      await stream.ingest(sparse.written);
    }

    const stored = [];
    for await (const row of readTable(join(dir, catalog, schemaName, table))) stored.push(row);
    const absent = schema.columns.map(({ name, type }) => [name, emptyValue(type.kind)]);
    expect(stored).toEqual([full.stored, { ...Object.fromEntries(absent), ...Object(sparse.stored) }]);
  });
});

/** The wire cannot tell a NULL array or map from an empty one. */
function emptyValue(kind: string): unknown {
  if (kind === "array") return [];
  return kind === "map" ? new Map() : null;
}

function tableInfo(file: string): unknown {
  return JSON.parse(readFileSync(join(FIELD_FOLDER, file), "utf8"));
}
