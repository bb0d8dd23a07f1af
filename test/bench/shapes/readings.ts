import { Readings, type ReadingsRow } from "../tables/index.js";
import type { Shape } from "./shape.js";

/** Three columns: the least that a table of measurements has. */
export const readings: Shape<ReadingsRow> = {
  name: "3 columns",
  table: Readings,
  row: (index) => ({
    sensor_id: 40_000 + (index % 5_000),
    at: new Date(1_764_000_000_000 + index * 137),
    value: 20 + (index % 1_000) / 8,
  }),
};
