import { readFileSync } from "node:fs";
import { join } from "node:path";
import { startLocal } from "@zerobus-gen/local";
import { connect } from "@zerobus-gen/runtime";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { loadTables } from "../support/emit-modules.js";
import { FIELD_FILES, FIELD_FOLDER, readFieldTables, settingsOf } from "../support/field-tables.js";
import { sampleRow } from "../support/sample-row.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { expectSameRows } from "./tables/same-rows.js";

describe.each(["proto", "json"] as const)("the tables of the field, sent as %s", (recordType) => {
  it.each(FIELD_FILES)("%s is read by chDB and DuckDB as the local server has it", async (file) => {
    expect(await expectSameRows(await ingested(file, recordType))).toBe(2);
  });
});

/** A table with a full row and a bare one that came through a client and a local server. */
async function ingested(file: string, recordType: "proto" | "json"): Promise<string> {
  const info: unknown = JSON.parse(readFileSync(join(FIELD_FOLDER, file), "utf8"));
  await using local = await startLocal({ dir: temporaryFolder(), tables: [info] });
  vi.stubEnv("ZEROBUS_EMULATOR_HOST", new URL(local.endpoint).host);
  onTestFinished(() => void vi.unstubAllEnvs());
  const { tables } = await readFieldTables([file], settingsOf(file));
  const columns = tables[0]?.columns ?? expect.fail("it can be written");
  await using zerobus = connect({
    tables: Object.fromEntries(await loadTables(tables)),
    stream: { recordType },
  });
  for (const stream of Object.values(zerobus.tables)) {
    stream.ingest(sampleRow(columns).written);
    await stream.ingest(sampleRow(columns.filter((column) => !column.nullable)).written);
  }
  return local.tables()[0]?.directory ?? expect.fail("it has the table");
}
