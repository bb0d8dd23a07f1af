import { formatLock, lockTable, parseLock, readTableInfo } from "@zerobus-gen/schema";
import { emit } from "../../packages/generator/src/emit/emit.js";
import { emitContext } from "../../packages/generator/src/emit-context.js";
import type { Bench } from "./bench.js";
import { tableInfo } from "./table-infos.js";
import { textTable } from "./text-table.js";
import { timed } from "./timing.js";

const TABLES = 1000;

/** The pure stages between a catalog's answers and the generated text. */
export const emission: Bench = {
  name: "emit",
  does: `the pure stages, ${TABLES} tables of 30 columns, in this process`,
  run: async (print) => {
    const infos = Array.from({ length: TABLES }, (_, index) => JSON.stringify(tableInfo(index)));
    const read = (): ReturnType<typeof readTableInfo>["tables"] =>
      infos.flatMap((info) => readTableInfo(JSON.parse(info), "").tables);
    const schemas = read();
    const lock = { tables: schemas.map((schema) => lockTable(undefined, schema)) };
    const text = formatLock(lock);
    const stages: readonly (readonly [string, () => unknown])[] = [
      ["read a catalog's answer", read],
      ["format the lock", () => formatLock(lock)],
      ["parse the lock", () => parseLock(text)],
      [
        "emit",
        () =>
          emit(
            schemas.map((schema) => ({ schema, settings: {} })),
            emitContext(),
          ),
      ],
    ];
    const rows = stages.map(([name, work]) => {
      const { firstMs, laterMs } = timed(7, work);
      return [name, ...[firstMs, laterMs].map((ms) => ((ms / TABLES) * 1000).toFixed(1))];
    });
    print(textTable([["", "first, µs/table", "later"], ...rows]));
  },
};
