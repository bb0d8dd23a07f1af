import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { catalog } from "./support/project.js";
import { runCli } from "./support/run-cli.js";
import { temporaryFolder } from "./support/temporary-folder.js";

const TAGS = readFileSync(new URL("tables/ot_tag_events.json", import.meta.url), "utf8");
const TABLE = "ot_ingestion.scada_data.tag_events";

const FIELDS = [
  ["event_id", "string"],
  ["event_time", "int64"],
  ["tag_path", "string"],
  ["tag_provider", "string"],
  ["numeric_value", "double"],
  ["string_value", "string"],
  ["boolean_value", "bool"],
  ["quality", "string"],
  ["quality_code", "int32"],
  ["source_system", "string"],
  ["ingestion_timestamp", "int64"],
  ["data_type", "string"],
  ["alarm_state", "string"],
  ["alarm_priority", "int32"],
  ["sdt_compressed", "bool"],
  ["compression_ratio", "double"],
  ["sdt_enabled", "bool"],
  ["batch_bytes_sent", "int64"],
] as const;

type Edit = (name: string, type: string) => string;

function protoOf(syntax: string, edit: Edit): string {
  const fields = FIELDS.map(([name, type], index) => `  ${edit(name, type)} = ${index + 1};`);
  return [`syntax = "${syntax}";`, "message TagEvents {", ...fields, "}", ""].join("\n");
}

const proto2: Edit = (name, type) => `${name === "event_id" ? "required" : "optional"} ${type} ${name}`;

async function checked(proto: string, argv: readonly string[] = []) {
  const { variables } = await catalog(TAGS);
  const folder = temporaryFolder();
  writeFileSync(join(folder, "tags.proto"), proto);
  return runCli(folder, ["check", "--proto", "tags.proto", "--table", TABLE, ...argv], variables);
}

describe("zerobus-gen check --proto", () => {
  it("is clean for a message that fits, and names the units that its types do not say", async () => {
    const told = await checked(protoOf("proto2", proto2));
    expect(told).toEqual({
      code: 0,
      out: "clean: no changes in 1 table",
      err: "note event_time must hold microseconds since 1970, UTC",
    });
  });

  it("names the fields without presence, and the column that must be filled", async () => {
    const told = await checked(protoOf("proto3", (name, type) => `${type} ${name}`));
    expect(told.code).toBe(2);
    expect(told.err).toMatch(/^warning .*TagEvents has fields without `optional`: event_id, event_time/);
    expect(told.err).toContain("note event_time must hold microseconds since 1970, UTC");
    expect(told.out).toMatch(/breaking {2}event_id {2}is NOT NULL, and the field may be left out/);
    expect(told.out).toContain("drift: 1 breaking in 1 of 1 table");
  });

  it("names a field with a type that does not fit, one too many, and one that is misspelt", async () => {
    const edit: Edit = (name, type) => {
      if (name === "quality_code") return proto2(name, "string");
      return proto2(name === "quality" ? "qualty" : name, type);
    };
    const told = await checked(protoOf("proto2", edit), ["--json"]);
    expect(told).toMatchObject({ code: 2, err: "" });
    const [table] = JSON.parse(told.out).tables;
    const paths = table.changes.map((change: { readonly path: string }) => change.path);
    expect(paths).toEqual(expect.arrayContaining(["quality_code", "qualty"]));
  });

  it.each([
    ["no message", 'syntax = "proto3";', /^error tags\.proto: no message here can be a table/],
    ["nonsense", "message {", /^error tags\.proto: does not compile/],
    [
      "two messages",
      "message A { optional string a = 1; } message B {}",
      /^error .*: a, b\n {4}name the one/,
    ],
  ])("exits with 1 for a file with %s in it", async (_, proto, line) => {
    const told = await checked(proto);
    expect(told).toMatchObject({ code: 1, out: "" });
    expect(told.err).toMatch(line);
  });

  it("exits with 1 when the table is not there, or the command line is half said", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "tags.proto"), protoOf("proto2", proto2));
    const { variables } = await catalog();
    const argv = ["check", "--proto", "tags.proto"];
    const gone = await runCli(folder, [...argv, "--table", TABLE], variables);
    expect(gone).toMatchObject({ code: 1, out: expect.stringContaining(`${TABLE}: does not exist`) });
    expect(await runCli(folder, argv, variables)).toEqual({
      code: 1,
      out: "",
      err: "error --proto needs the table it is for\n    write check --proto tags.proto --table catalog.schema.table",
    });
    expect(await runCli(folder, [...argv, TABLE], variables)).toMatchObject({
      code: 1,
      err: expect.stringContaining(`--table ${TABLE}`),
    });
  });
});
