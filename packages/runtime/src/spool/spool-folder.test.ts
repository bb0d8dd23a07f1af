import { mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join, sep } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../testing/temporary-folder.js";
import { spoolFolder, spoolLanes } from "./spool-folder.js";

describe(spoolFolder, () => {
  it("reads as the table does", () => {
    expect(spoolFolder("spool", "main.shop.orders_2-x", 0)).toBe(
      join("spool", "main.shop.orders_2-x", "lane-0"),
    );
    expect(spoolFolder("spool", "main.shop.orders", 12)).toBe(join("spool", "main.shop.orders", "lane-12"));
  });

  it.each([
    ["", "="],
    ["..", "=002e=002e"],
    ["../../etc/passwd", "=002e.=002f..=002fetc=002fpasswd"],
    ["main.Shop.Ünïcode", "main.=0053hop.=00dcn=00efcode"],
    ["a\\b\0c d", "a=005cb=0000c=0020d"],
    ["con.shop.orders", "=0063on.shop.orders"],
    ["con", "=0063on"],
    ["ends.in.", "ends.in=002e"],
    ["-rf", "=002drf"],
  ])("of %j is %j", (table, name) => {
    expect(spoolFolder("spool", table, 0)).toBe(join("spool", name, "lane-0"));
  });

  const part = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom("..", "/", "\\", "A", "a", "=", "con", "~", "é", "é"),
  );
  const table = fc.oneof(
    { weight: 5, arbitrary: fc.array(part, { maxLength: 4 }).map((parts) => parts.join(".")) },
    { weight: 1, arbitrary: fc.string({ minLength: 100, maxLength: 800, unit: "binary" }) },
  );

  it("is a plain name directly in dir, whatever the table is called", () => {
    fc.assert(
      fc.property(table, (name) => {
        const folder = dirname(spoolFolder("spool", name, 3));
        expect(dirname(folder)).toBe("spool");
        expect(folder.split(sep)).toHaveLength(2);
        expect(basename(folder)).toMatch(/^[a-z0-9_=][a-z0-9_.=~-]{0,139}$/);
        expect(basename(folder)).not.toMatch(/\.$|^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/);
      }),
      { numRuns: 2_000 },
    );
  });

  it("is another for every table", () => {
    const escapes = fc.string({
      unit: fc.constantFrom("=", "0", "6", "3", "c", "o", "n", ".", "C", "-"),
      maxLength: 7,
    });
    fc.assert(
      fc.property(fc.oneof(fc.tuple(escapes, escapes), fc.tuple(table, table)), ([one, other]) => {
        expect(spoolFolder("spool", one, 0) === spoolFolder("spool", other, 0)).toBe(one === other);
      }),
      { numRuns: 5_000 },
    );
    const long = "x".repeat(600);
    expect(spoolFolder("spool", `${long}a`, 0)).not.toBe(spoolFolder("spool", `${long}b`, 0));
  });
});

describe(spoolLanes, () => {
  it("finds the lanes that earlier processes had", () => {
    const dir = temporaryFolder();
    expect(spoolLanes(dir, "main.shop.orders")).toEqual([]);
    for (const lane of [10, 2, 0]) mkdirSync(spoolFolder(dir, "main.shop.orders", lane), { recursive: true });
    mkdirSync(spoolFolder(dir, "main.shop.other", 5), { recursive: true });
    writeFileSync(join(dir, "main.shop.orders", "notes-1"), "");
    expect(spoolLanes(dir, "main.shop.orders")).toEqual([0, 2, 10]);
  });
});
