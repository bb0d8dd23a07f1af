import { describe, expect, it } from "vitest";
import { array, map, struct } from "../testing/schemas.js";
import { schemaDifference } from "./schema-difference.js";
import type { StructType } from "./struct-type.js";

const whole = struct({
  "!id": "long",
  s: struct({ "!x": "integer" }),
  l: array("string"),
  m: map("string", array("date")),
});

describe(schemaDifference, () => {
  it("sees none between a schema and itself with other comments", () => {
    const commented = {
      ...whole,
      fields: whole.fields.map((field) => ({ ...field, metadata: { comment: "!" } })),
    };
    expect(schemaDifference(whole, commented)).toEqual([]);
  });

  it.each<[string, StructType, string[]]>([
    ["a type", replaced("!id", "integer"), ["column id is bigint NOT NULL, wanted is int NOT NULL"]],
    ["a nullability", renamed("!id", "id"), ["column id is bigint NOT NULL, wanted is bigint"]],
    [
      "a member",
      replaced("s", struct({ x: "integer" })),
      ["column s is struct<x:int>, wanted is struct<x:int>"],
    ],
    [
      "a member more",
      replaced("s", struct({ "!x": "integer", y: "date" })),
      ["column s is struct<x:int>, wanted is struct<x:int,y:date>"],
    ],
    ["an element", replaced("l", array("binary")), ["column l is array<string>, wanted is array<binary>"]],
    [
      "null elements",
      replaced("l", { type: "array", elementType: "string", containsNull: false }),
      [expect.stringContaining("column l")],
    ],
    ["a map's value", replaced("m", map("string", array("long"))), [expect.stringContaining("column m")]],
    ["a name", renamed("l", "list"), ["column list is new", "column l is gone"]],
  ])("sees another %s", (_, wanted, want) => {
    expect(schemaDifference(whole, wanted)).toEqual(want);
  });

  it("sees another order", () => {
    const reversed: StructType = { type: "struct", fields: [...whole.fields].reverse() };
    expect(schemaDifference(whole, reversed)).toEqual(["the columns come in another order"]);
  });
});

function replaced(key: string, type: Parameters<typeof struct>[0][string]): StructType {
  const name = key.replace("!", "");
  return {
    type: "struct",
    fields: whole.fields.map((field) => (field.name === name ? { ...field, type } : field)),
  };
}

function renamed(from: string, to: string): StructType {
  const [fromName, toName] = [from.replace("!", ""), to.replace("!", "")];
  const fields = whole.fields.map((field) =>
    field.name === fromName ? { ...field, name: toName, nullable: !to.startsWith("!") } : field,
  );
  return { type: "struct", fields };
}
