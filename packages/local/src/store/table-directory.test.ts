import { mkdir, writeFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { temporaryDirectory } from "../testing/temporary-directory.js";
import { findTables, tableDirectory } from "./table-directory.js";

describe(tableDirectory, () => {
  it("stays three levels below the root, whatever the names", () => {
    const name = fc.oneof(
      fc.string({ unit: "grapheme", minLength: 1 }),
      fc.constantFrom("..", ".", "/", "\\", "../../etc", "a/b", "%2e%2e", "\0", "C:", "~", "*"),
    );
    fc.assert(
      fc.property(name, name, name, (catalog, schema, table) => {
        const path = relative("/root", tableDirectory("/root", { catalog, schema, table }));
        const parts = path.split(sep);
        expect(parts.length).toBe(3);
        for (const part of parts) expect(part).toMatch(/^[A-Za-z0-9_%-]+$/);
        expect(parts.map(decodeURIComponent)).toEqual([catalog, schema, table]);
      }),
    );
  });
});

describe(findTables, () => {
  it("finds the tables again, and passes over everything else", async () => {
    const root = await temporaryDirectory();
    const names = [
      { catalog: "main", schema: "a-b", table: "t1" },
      { catalog: "main", schema: "ü ..", table: "t2" },
    ];
    for (const name of names)
      await mkdir(join(tableDirectory(root, name), "_delta_log"), { recursive: true });
    await mkdir(join(root, "main", "a-b", "no_table"));
    await mkdir(join(root, "not.ours", "s", "t", "_delta_log"), { recursive: true });
    await mkdir(join(root, "%zz", "s", "t", "_delta_log"), { recursive: true });
    await writeFile(join(root, "main", "file"), "");
    expect(await findTables(root)).toEqual(names);
  });
});
