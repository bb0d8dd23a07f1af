import { formatLock, lockTable, parseLock, readTableInfo } from "@zerobus-gen/schema";
import { emit } from "../../../packages/generator/src/emit/emit.js";
import { emitContext } from "../../../packages/generator/src/emit-context.js";
import type { BenchOptions } from "../bench.js";
import { type Stage, stageCosts } from "./stage-costs.js";
import { tableInfo } from "./table-infos.js";

const TABLES = 1000;

/** The pure stages between a catalog's answers and the generated text. */
export function emissionCosts(print: (text: string) => void, options: BenchOptions): void {
  const infos = Array.from({ length: TABLES }, (_, index) => JSON.stringify(tableInfo(index)));
  const read = (): ReturnType<typeof readTableInfo>["tables"] =>
    infos.flatMap((info) => readTableInfo(JSON.parse(info), "").tables);
  const schemas = read();
  const lock = { tables: schemas.map((schema) => lockTable(undefined, schema)) };
  const text = formatLock(lock);
  const emitAll = (): unknown =>
    emit(
      schemas.map((schema) => ({ schema, settings: {} })),
      emitContext(),
    );
  const stage = (name: string, work: () => unknown): Stage => ({ name, tables: TABLES, work });
  const stages = [
    stage("read a catalog's answer", read),
    stage("format the lock", () => formatLock(lock)),
    stage("parse the lock", () => parseLock(text)),
    stage("emit", emitAll),
  ];
  stageCosts(stages, print, options);
}
