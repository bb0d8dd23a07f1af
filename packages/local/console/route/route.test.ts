import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseRoute, SECTIONS, sectionHash, TABLE_PARTS, tableHash } from "./route.js";

describe(parseRoute, () => {
  it("finds every section and every part of a table, whatever the table is called", () => {
    for (const section of SECTIONS) {
      expect(parseRoute(sectionHash(section))).toEqual({ section, table: null, part: "rows" });
    }
    const name = fc.string({ minLength: 1, unit: "grapheme" });
    fc.assert(
      fc.property(name, fc.constantFrom(...TABLE_PARTS), (table, part) => {
        expect(parseRoute(tableHash(table, part))).toEqual({ section: "tables", table, part });
      }),
    );
  });

  it.each(["", "#", "#/", "#/nothing", "#//x", "#/constructor", "#overview"])(
    "takes %j, which names nothing, for the overview",
    (hash) => {
      expect(parseRoute(hash)).toEqual({ section: "overview", table: null, part: "rows" });
    },
  );

  it("takes a table's name that is no URI as it stands, and an unknown part for the rows", () => {
    expect(parseRoute("#/tables/50%/nothing")).toEqual({ section: "tables", table: "50%", part: "rows" });
  });
});
