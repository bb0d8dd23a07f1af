import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LocalZerobus, type Row, readTable, startLocal } from "@zerobus-gen/local";
import { connect } from "@zerobus-gen/runtime";
import { columnPath, parseTypeText, sqlType } from "@zerobus-gen/schema";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import type { ColumnType, TableSchema } from "zerobus-gen";
import { fromCatalog } from "../packages/local/src/schema/from-catalog.js";
import { emitFiles, loadTables } from "./support/emit-modules.js";
import {
  FIELD_FILES,
  FIELD_FOLDER,
  readFieldTables,
  readRawTables,
  settingsOf,
} from "./support/field-tables.js";
import { sampleRow } from "./support/sample-row.js";
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

/** Each with the settings that it can be written with. */
async function writableTable(file: string): Promise<TableSchema> {
  const [schema] = (await readFieldTables([file], settingsOf(file))).tables;
  return schema ?? expect.fail("it can be written");
}

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

  it.each(Object.entries(REFUSED))(
    "%s can be written without the columns that keep it from it, if the settings say so",
    async (file, columns) => {
      const { tables, problems } = await readFieldTables([file], settingsOf(file));
      const skipped = columns.map((column) => column.replace("[key]", ""));
      expect(problems.map(({ code, column }) => [code, column])).toEqual(
        skipped.map((column) => ["COLUMN_SKIPPED", column]),
      );
      const [raw] = (await readRawTables([file])).tables;
      const all = raw?.columns.map(({ name }) => columnPath("", name)) ?? [];
      expect(tables[0]?.columns.map(({ name }) => name)).toEqual(
        all.filter((name) => !skipped.includes(name)),
      );
    },
  );

  // The texts of every_type.json are shortened; it is ours, from no catalog.
  it.each(FIELD_FILES.filter((name) => name !== "every_type.json"))(
    "%s is read as its type texts say",
    async (file) => {
      const { tables, problems } = await readRawTables([file]);
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
    const tables = await Promise.all(FIELD_FILES.map(writableTable));
    const sources = Object.entries(emitFiles(tables)).map(([path, text]) => [`test/generated/${path}`, text]);
    expect(sources).toHaveLength(FIELD_FILES.length + 1);
    expect(compile(Object.fromEntries(sources))).toEqual(new Map());
  }, 60_000);

  describe.each(["proto", "json"] as const)("sent as %s", (recordType) => {
    const dir = mkdtempSync(join(tmpdir(), "zerobus-field-"));
    let local: LocalZerobus;
    beforeAll(async () => {
      local = await startLocal({ dir, tables: FIELD_FILES.map(tableInfo) });
    });
    afterAll(async () => {
      await local.close();
      rmSync(dir, { recursive: true });
    });

    it.each(FIELD_FILES)("%s takes a whole row and a bare one through the local server", async (file) => {
      const schema = await writableTable(file);
      const { catalog, schema: schemaName, table } = schema.name;
      vi.stubEnv("ZEROBUS_EMULATOR_HOST", new URL(local.endpoint).host);
      onTestFinished(() => void vi.unstubAllEnvs());

      const full = sampleRow(schema.columns);
      const bare = sampleRow(schema.columns.filter((column) => !column.nullable));
      await using zerobus = connect({
        tables: Object.fromEntries(await loadTables([schema])),
        stream: { recordType },
      });
      for (const stream of Object.values(zerobus.tables)) {
        stream.ingest(full.written);
        await stream.ingest(bare.written);
      }

      const stored: Row[] = [];
      for await (const row of readTable(join(dir, catalog, schemaName, table))) stored.push(row);
      // What the settings skip is in the table all the same.
      const kept = fromCatalog(tableInfo(file)).schema.fields.map(({ name }) => [name, null]);
      const absent = schema.columns.map(({ name, type }) => [name, absentValue(type, recordType)]);
      expect(stored).toEqual([
        { ...Object.fromEntries(kept), ...Object(full.stored) },
        { ...Object.fromEntries([...kept, ...absent]), ...Object(bare.stored) },
      ]);
    });
  });
});

/** Protobuf cannot tell a NULL array or map from an empty one. */
function absentValue({ kind }: ColumnType, recordType: "proto" | "json"): unknown {
  if (recordType === "proto" && kind === "array") return [];
  return recordType === "proto" && kind === "map" ? new Map() : null;
}

function tableInfo(file: string): unknown {
  return JSON.parse(readFileSync(join(FIELD_FOLDER, file), "utf8"));
}
