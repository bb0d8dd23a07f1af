import { describe, expect, test } from "vitest";
import type { ColumnType, ScalarKind } from "../table/table-schema.js";
import { typeChange } from "./type-change.js";

function kind(name: ScalarKind): ColumnType {
  return { kind: name };
}

/** Types by the protobuf field that carries them. */
const BY_WIRE: Readonly<Record<string, readonly ColumnType[]>> = {
  bool: [kind("boolean")],
  int32: [kind("tinyint"), kind("smallint"), kind("int"), kind("date")],
  int64: [kind("bigint"), kind("timestamp"), kind("timestamp_ntz")],
  float: [kind("float")],
  double: [kind("double")],
  bytes: [kind("binary")],
  string: [
    { kind: "string" },
    { kind: "char", length: 5 },
    { kind: "varchar", length: 5 },
    { kind: "decimal", precision: 5, scale: 2 },
    kind("variant"),
  ],
  message: [{ kind: "struct", fields: [] }],
  repeated: [{ kind: "array", element: kind("int"), elementNullable: false }],
  map: [{ kind: "map", key: { kind: "string" }, value: kind("int"), valueNullable: false }],
  none: [{ kind: "unsupported", sql: "interval day" }],
};

const ALL = Object.entries(BY_WIRE).flatMap(([wire, types]) => types.map((type) => ({ wire, type })));

describe("a type", () => {
  test.each(ALL)(
    "$type.kind ($wire) is itself, and refused in place of any of another wire kind",
    ({ wire, type }) => {
      expect(typeChange(type, structuredClone(type))).toBeUndefined();
      for (const other of ALL) {
        if (other.type.kind === type.kind) continue;
        const change = typeChange(type, other.type);
        expect({ to: other.type.kind, isOtherWire: change?.isOtherWire }).toEqual({
          to: other.type.kind,
          isOtherWire: other.wire !== wire,
        });
        if (other.wire !== wire) expect(change?.rule).toBe("type-changed");
      }
    },
  );

  test("that takes more values one way takes fewer the other way", () => {
    const pairs: readonly (readonly [ColumnType, ColumnType])[] = [
      [kind("tinyint"), kind("smallint")],
      [kind("smallint"), kind("int")],
      [
        { kind: "varchar", length: 5 },
        { kind: "varchar", length: 6 },
      ],
      [{ kind: "varchar", length: 5 }, { kind: "string" }],
      [
        { kind: "char", length: 5 },
        { kind: "string", collation: "UNICODE_CI" },
      ],
      [
        { kind: "decimal", precision: 5, scale: 2 },
        { kind: "decimal", precision: 6, scale: 3 },
      ],
    ];
    for (const [narrow, wide] of pairs) {
      expect(typeChange(narrow, wide)?.rule).toBe("type-widened");
      expect(typeChange(wide, narrow)?.rule).toBe("type-narrowed");
    }
  });
});
