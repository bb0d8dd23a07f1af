import { describe, expect, it } from "vitest";
import { array, map, struct } from "../testing/schemas.js";
import { rowLoss } from "./row-loss.js";
import type { StructType } from "./struct-type.js";

const inside = (members: StructType): StructType => struct({ id: "long", s: array(map("string", members)) });

describe(rowLoss, () => {
  it.each<[string, StructType, StructType]>([
    ["nothing", struct({ a: "long" }), struct({ a: "long" })],
    ["a nullable column more", struct({ "!a": "long" }), struct({ "!a": "long", b: "variant" })],
    ["one between the others", struct({ a: "long", b: "date" }), struct({ a: "long", x: "long", b: "date" })],
    ["NOT NULL no more", struct({ "!a": "long" }), struct({ a: "long" })],
    ["a longer VARCHAR", struct({ a: "varchar(3)" }), struct({ a: "varchar(4)" })],
    ["a STRING instead of a CHAR", struct({ a: "char(3)" }), struct({ a: "string" })],
    ["a nullable member more", inside(struct({ "!x": "date" })), inside(struct({ x: "date", y: "date" }))],
    [
      "NULL elements",
      struct({ a: { type: "array", elementType: "long", containsNull: false } }),
      struct({ a: array("long") }),
    ],
    [
      "a comment",
      struct({ a: "long" }),
      { ...struct({}), fields: [{ name: "a", type: "long", nullable: true, metadata: { comment: "c" } }] },
    ],
  ])("keeps rows for %s", (_, before, after) => {
    expect(rowLoss(before, after)).toEqual([]);
  });

  it.each<[string, StructType, StructType, string]>([
    ["a column less", struct({ a: "long", b: "date" }), struct({ a: "long" }), "column b is gone"],
    ["another case", struct({ a: "long" }), struct({ A: "long" }), "column a is gone"],
    ["a NOT NULL column more", struct({ a: "long" }), struct({ a: "long", "!b": "date" }), "b is new, and"],
    ["NOT NULL", struct({ a: "long" }), struct({ "!a": "long" }), "column a becomes NOT NULL"],
    ["another type", struct({ a: "integer" }), struct({ a: "long" }), "column a is bigint, and was int"],
    [
      "a DECIMAL of another scale",
      struct({ a: "decimal(5,2)" }),
      struct({ a: "decimal(5,3)" }),
      "was decimal",
    ],
    ["a shorter VARCHAR", struct({ a: "varchar(4)" }), struct({ a: "varchar(3)" }), "was varchar(4)"],
    ["a VARCHAR instead of a STRING", struct({ a: "string" }), struct({ a: "varchar(3)" }), "was string"],
    ["a VARIANT instead of a STRING", struct({ a: "string" }), struct({ a: "variant" }), "was string"],
    ["another order", struct({ a: "long", b: "date" }), struct({ b: "date", a: "long" }), "another order"],
    [
      "a scalar instead of an array",
      struct({ a: array("long") }),
      struct({ a: "long" }),
      "was array<bigint>",
    ],
    [
      "a member less",
      inside(struct({ x: "date", y: "date" })),
      inside(struct({ x: "date" })),
      "s.element.value.y is gone",
    ],
    [
      "a NOT NULL member",
      inside(struct({ x: "date" })),
      inside(struct({ "!x": "date" })),
      "value.x becomes NOT NULL",
    ],
    [
      "members in another order",
      inside(struct({ x: "date", y: "date" })),
      inside(struct({ y: "date", x: "date" })),
      "members of s.element.value come",
    ],
    [
      "elements without NULL",
      struct({ a: array("long") }),
      struct({ a: { type: "array", elementType: "long", containsNull: false } }),
      "elements of a become NOT NULL",
    ],
    [
      "values without NULL",
      struct({ a: map("long", "long") }),
      struct({ a: { type: "map", keyType: "long", valueType: "long", valueContainsNull: false } }),
      "values of a become NOT NULL",
    ],
  ])("loses rows to %s", (_, before, after, why) => {
    expect(rowLoss(before, after)).toContainEqual(expect.stringContaining(why));
  });

  it("tells every reason at once", () => {
    expect(rowLoss(struct({ a: "long", b: "date" }), struct({ "!b": "date", "!c": "long" }))).toHaveLength(3);
  });
});
