import fc from "fast-check";
import { expect, it } from "vitest";
import { deltaFormat } from "../store/delta-format.js";
import { MemoryFormat } from "../store/memory-format.js";
import type { TableStore } from "../store/table-store.js";
import { recordsOf } from "../testing/arbitrary-records.js";
import { encoded } from "../testing/encoded.js";
import { struct } from "../testing/schemas.js";
import { temporaryDirectory } from "../testing/temporary-directory.js";
import { type PlainRow, plainRow } from "./plain-row.js";

async function rowsOf(store: TableStore): Promise<readonly PlainRow[]> {
  const rows: PlainRow[] = [];
  for await (const row of store.read()) rows.push(plainRow(row, store.schema, (column) => column));
  return rows;
}

it("a table in memory reads as one on disk does, after a column came too, and after all rows went", async () => {
  const root = await temporaryDirectory();
  let tables = 0;
  await fc.assert(
    fc.asyncProperty(recordsOf(2), async ({ schema, rows }) => {
      const stores = [
        await new MemoryFormat().create("", schema),
        await deltaFormat.create(`${root}/${tables++}`, schema),
      ];
      const wider = { ...schema, fields: [...schema.fields, ...struct({ "added later": "date" }).fields] };
      const [first, second] = [encoded(schema)(...rows), encoded(wider)(...rows)];
      const seen = stores.map(async (store) => {
        await store.append([first]);
        const before = await rowsOf(store);
        await store.alter({ schema: wider, info: {}, keepsRows: true });
        await store.append([second, second]);
        const after = await rowsOf(store);
        await store.alter({ schema: wider, info: {}, keepsRows: false });
        const { version } = store;
        const empty = await rowsOf(store);
        await store.close();
        return { before, after, empty, version };
      });
      const [inMemory, onDisk] = await Promise.all(seen);
      expect(inMemory).toEqual(onDisk);
      expect(inMemory?.before).toHaveLength(rows.length);
      expect(inMemory?.after).toHaveLength(3 * rows.length);
      expect(inMemory?.empty).toEqual([]);
    }),
    { numRuns: 40 },
  );
}, 60_000);
