import type { Table } from "@zerobus-gen/runtime/codegen";
import { birdstrikes, flights } from "../../examples/demo/src/data-sets.js";
import { Birdstrikes, Flights } from "../../examples/demo/src/tables/index.js";
import { orders } from "./shapes/orders.js";
import { readings } from "./shapes/readings.js";
import { pool, type Shape } from "./shapes/shape.js";
import { shipments } from "./shapes/shipments.js";

/** The kinds of rows that are ingested: three that are made up, and two data sets. */
export type RowKind = "3 columns" | "12 columns" | "30 columns, nested" | "flights" | "birdstrikes";

/** Rows that lie ready in memory. */
const POOLED = 5_000;
const FLIGHTS = 20_000;

/** Hands rows of a kind over, with their table, to whoever takes any kind. */
export async function withRows<Result>(
  kind: RowKind,
  take: <Row>(table: Table<Row>, rows: readonly Row[]) => Result,
): Promise<Result> {
  const made = <Row>(shape: Shape<Row>): Result => take(shape.table, pool(shape, POOLED));
  switch (kind) {
    case "3 columns":
      return made(readings);
    case "12 columns":
      return made(orders);
    case "30 columns, nested":
      return made(shipments);
    case "flights":
      return take(Flights, await collected(await flights(FLIGHTS)));
    case "birdstrikes":
      return take(Birdstrikes, await birdstrikes());
  }
}

async function collected<Row>(source: AsyncIterable<Row>): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for await (const row of source) rows.push(row);
  return rows;
}
