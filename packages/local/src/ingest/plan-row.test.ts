import { describe, expect, it } from "vitest";
import type { DataType, StructType } from "../schema/struct-type.js";
import { type FieldSpec, mapEntry, message, serialized } from "../testing/descriptors.js";
import { array, map, struct } from "../testing/schemas.js";
import { planRow } from "./plan-row.js";
import { readDescriptor } from "./record-descriptor.js";

const NESTED = [message("S", [["x", 1, "int32"]]), mapEntry("ME", "string", "int32")];

describe(planRow, () => {
  it("takes the one kind that carries each scalar type, and no other", () => {
    const carriers: Readonly<Record<string, readonly DataType[]>> = {
      bool: ["boolean"],
      int32: ["byte", "short", "integer", "date"],
      int64: ["long", "timestamp", "timestamp_ntz"],
      float: ["float"],
      double: ["double"],
      string: ["string", "decimal(10,2)"],
      bytes: ["binary"],
    };
    const types = Object.values(carriers).flat();
    const others = ["uint32", "uint64", "sint32", "sint64", "fixed32", "fixed64", "sfixed32", "sfixed64"];
    for (const kind of [...Object.keys(carriers), ...others, "enum", "group"]) {
      const taken = types.filter((type) => problemsOf([["c", 1, kind]], struct({ c: type })).length === 0);
      expect([kind, taken]).toEqual([kind, carriers[kind] ?? []]);
    }
  });

  it.each<[string, string, DataType]>([
    ["a message for a STRUCT", "S", struct({ x: "integer" })],
    ["a repeated scalar for an ARRAY", "repeated int64", array("long")],
    ["a repeated message for an ARRAY of STRUCT", "repeated S", array(struct({ x: "integer" }))],
    ["a map for a MAP", "repeated ME", map("string", "integer")],
    ["a required field", "required int64", "long"],
  ])("takes %s", (_, spec, type) => {
    expect(problemsOf([["c", 1, spec]], struct({ c: type }))).toEqual([]);
  });

  it.each<[string, string, DataType, string]>([
    [
      "a repeated field for a scalar",
      "repeated int64",
      "long",
      "BIGINT, which travels as int64; the field is repeated int64",
    ],
    [
      "one value for an ARRAY",
      "int64",
      array("long"),
      "ARRAY, which travels as repeated int64; the field is int64",
    ],
    ["a map for a STRUCT", "ME", struct({ key: "string" }), "travels as message"],
    ["a message that is no entry for a MAP", "repeated S", map("string", "integer"), "travels as map"],
    [
      "a map for an ARRAY of STRUCT",
      "repeated ME",
      array(struct({ key: "string" })),
      "column c.element is STRUCT",
    ],
    ["another value type in a MAP", "repeated ME", map("string", "long"), "column c.value is BIGINT"],
    ["another key type in a MAP", "repeated ME", map("integer", "integer"), "column c.key is INT,"],
    ["an ARRAY of ARRAY", "repeated int64", array(array("long")), "nothing that protobuf has"],
    ["a MAP of ARRAY", "repeated ME", map("string", array("integer")), "column c.value is ARRAY"],
    ["a number for a STRUCT", "int32", struct({ x: "integer" }), "the field is int32"],
  ])("calls %s TYPE_INCOMPATIBLE", (_, spec, type, text) => {
    const problems = problemsOf([["c", 1, spec]], struct({ c: type }));
    expect(problems).toEqual([{ cause: "TYPE_INCOMPATIBLE", text: expect.stringContaining(text) }]);
  });

  it("reports everything at once, below STRUCTs too", () => {
    const schema = struct({ "!id": "long", when: "date", s: struct({ "!y": "integer", x: "string" }) });
    const problems = problemsOf(
      [
        ["When", 1, "int32"],
        ["s", 2, "S"],
        ["extra", 3, "int32"],
      ],
      schema,
    );
    expect(problems).toEqual([
      { cause: "MISSING_REQUIRED_COLUMN", text: expect.stringContaining("column id is NOT NULL") },
      { cause: "MISSING_REQUIRED_COLUMN", text: expect.stringContaining("column s.y is NOT NULL") },
      { cause: "TYPE_INCOMPATIBLE", text: expect.stringContaining("column s.x is STRING") },
      { cause: "FIELD_NOT_IN_TABLE", text: expect.stringContaining("it has when, and case counts") },
      { cause: "FIELD_NOT_IN_TABLE", text: "field extra is no column of the table" },
    ]);
  });

  it("leaves out what a client does not send, NOT NULL columns of an absent STRUCT among it", () => {
    const schema = struct({ a: "long", s: struct({ "!y": "integer" }), list: array(array("long")) });
    const { plan, problems } = plannedFor([["a", 7, "int64"]], schema);
    expect(problems).toEqual([]);
    expect(plan.columns.map(({ name, field }) => [name, field?.number])).toEqual([
      ["a", 7],
      ["s", undefined],
      ["list", undefined],
    ]);
  });

  it("ends a message that contains itself where the table does", () => {
    const recursive = message("T", [
      ["c", 1, "T"],
      ["n", 2, "int32"],
    ]);
    const { problems } = planRow(
      readDescriptor(serialized(recursive)),
      struct({ c: struct({ n: "integer" }), n: "integer" }),
    );
    expect(problems).toEqual([{ cause: "FIELD_NOT_IN_TABLE", text: "field c.c is no column of the table" }]);
  });
});

function plannedFor(fields: readonly FieldSpec[], schema: StructType): ReturnType<typeof planRow> {
  return planRow(readDescriptor(serialized(message("T", fields, NESTED))), schema);
}

function problemsOf(
  fields: readonly FieldSpec[],
  schema: StructType,
): ReturnType<typeof planRow>["problems"] {
  return plannedFor(fields, schema).problems;
}
