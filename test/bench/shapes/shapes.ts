import type { Table } from "@zerobus-gen/runtime/codegen";
import { pool, type Shape } from "./shape.js";

/** Gives a shape to what measures it, whatever its rows are. */
type LoadedShape = <Result>(use: <Row>(shape: Shape<Row>) => Result | Promise<Result>) => Promise<Result>;

/** The shapes of rows, by name. What one is made of is read when it is asked for. */
const SHAPES: Readonly<Record<string, LoadedShape>> = {
  "3 columns": async (use) => use((await import("./readings.js")).readings),
  "12 columns": async (use) => use((await import("./orders.js")).orders),
  "30 columns, nested": async (use) => use((await import("./shipments.js")).shipments),
  flights: async (use) => use(await (await import("./flights.js")).flights()),
  birdstrikes: async (use) => use(await (await import("./birdstrikes.js")).birdstrikes()),
  sdk_orders: async (use) => use((await import("./sales.js")).sales),
  otel_spans: async (use) => use((await import("./spans.js")).spans),
};

/** Their names, as cases are called. */
export const SHAPE_NAMES: readonly string[] = Object.keys(SHAPES);

/** Gives the shape of that name to `use`. @throws RangeError where there is none */
export async function withShape<Result>(
  name: string,
  use: <Row>(shape: Shape<Row>) => Result | Promise<Result>,
): Promise<Result> {
  const load = SHAPES[name];
  if (load === undefined) throw new RangeError(`no shape is called ${name}`);
  return load(use);
}

/** Rows that lie ready in memory, where nothing else is said. */
const POOLED = 5_000;

/** Gives rows of the shape of that name to `use`, with their table. @throws RangeError where there is none */
export function withRows<Result>(
  name: string,
  use: <Row>(table: Table<Row>, rows: readonly Row[]) => Result | Promise<Result>,
): Promise<Result> {
  return withShape(name, (shape) => use(shape.table, pool(shape, POOLED)));
}
