import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { readSources } from "zerobus-gen";
import { type SqlOptions, sql } from "../packages/generator/src/commands/sql.js";
import { temporaryFolder } from "./support/temporary-folder.js";

const TABLES = fileURLToPath(new URL("tables", import.meta.url));
const files = readdirSync(TABLES).filter((name) => name.endsWith(".json") && !name.startsWith("_"));

async function run(sources: readonly string[], options: SqlOptions = {}): Promise<string> {
  const out: string[] = [];
  const read = (names: readonly string[]) =>
    readSources(names, { catalog: () => expect.unreachable("no catalog is asked") });
  await sql(sources, options, read, { out: (line) => out.push(line), err: () => {}, colours: false });
  return out.join("\n");
}

describe("sql", () => {
  test.each(files)("creates the table of %s, and alters it by nothing to become itself", async (file) => {
    const path = join(TABLES, file);
    const script = await run([path]);
    expect(script).toMatch(/^CREATE TABLE [\w.`]+ \($/m);
    expect(script).toMatch(/^USING DELTA;?$/m);
    expect(script).not.toMatch(/VOID|left out/);
    expect(await run([path, path], { diff: true })).toBe("");
  });

  test("takes a table to what a .proto of it says", async () => {
    const proto = join(temporaryFolder(), "orders.proto");
    writeFileSync(
      proto,
      `syntax = "proto2";
// @zerobus table main.shop.orders
message Orders {
  required int64 order_id = 1;
  optional string note = 2; // written by hand
}
`,
    );
    const json = join(temporaryFolder(), "orders.json");
    const type_json = '"long"';
    const columns = [{ name: "order_id", type_json, position: 0, nullable: false }];
    writeFileSync(json, JSON.stringify({ full_name: "main.shop.orders", columns }));
    expect(await run([json, proto], { diff: true })).toMatch(
      /^-- == Before[^\n]*\nALTER TABLE main\.shop\.orders ADD COLUMNS \(note STRING COMMENT 'written by hand'\);$/,
    );
  });
});
