import { flights as readFlights } from "../../../examples/demo/src/data-sets.js";
import { Flights, type FlightsRow } from "../../../examples/demo/src/tables/index.js";
import { recorded, type Shape } from "./shape.js";

const ROWS = 4_096;

/** Five columns of the real flights of vega-datasets, with timestamps in microseconds as BigInt. */
export async function flights(): Promise<Shape<FlightsRow>> {
  const rows: FlightsRow[] = [];
  for await (const row of await readFlights(ROWS)) rows.push(row);
  return recorded("flights", Flights, rows);
}
