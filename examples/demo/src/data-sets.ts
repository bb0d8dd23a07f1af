import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { csvParse } from "d3-dsv";
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import type { BirdstrikesRow, FlightsRow } from "./tables/index.js";

/** The data that the package `vega-datasets` brings with it. */
const DATA = new URL("../data/", pathToFileURL(createRequire(import.meta.url).resolve("vega-datasets")));
const FLIGHTS = fileURLToPath(new URL("flights-3m.parquet", DATA));

/**
 * The first `limit` flights of vega-datasets' `flights-3m.parquet`. The first row group is read when it resolves:
 * decoding one keeps the event loop for most of a second, which is no time for acks to wait.
 */
export async function flights(limit: number): Promise<AsyncGenerator<FlightsRow>> {
  const file = await asyncBufferFromFile(FLIGHTS);
  const metadata = await parquetMetadataAsync(file);
  const groups: { readonly rowStart: number; readonly rowEnd: number }[] = [];
  for (const group of metadata.row_groups) {
    const rowStart = groups.at(-1)?.rowEnd ?? 0;
    groups.push({ rowStart, rowEnd: Math.min(rowStart + Number(group.num_rows), limit) });
  }
  const read = ({ rowStart, rowEnd }: { readonly rowStart: number; readonly rowEnd: number }) =>
    rowStart < rowEnd
      ? parquetReadObjects({ file, metadata, compressors, rowStart, rowEnd, parsers: RAW })
      : Promise.resolve([]);
  const [first, ...rest] = groups;
  let rows = first === undefined ? [] : await read(first);

  async function* generate(): AsyncGenerator<FlightsRow> {
    for (const next of [...rest, undefined]) {
      for (const { date, delay, distance, origin, destination } of rows) {
        yield { date, delay, distance, origin, destination };
      }
      rows = next === undefined ? [] : await read(next);
    }
  }
  return generate();
}

/** How many flights there are. */
export async function countFlights(): Promise<number> {
  const file = await asyncBufferFromFile(FLIGHTS);
  return Number((await parquetMetadataAsync(file)).num_rows);
}

/** Leaves timestamps as the microseconds that the file holds. */
const RAW = {
  timestampFromMicroseconds: (micros: bigint) => micros,
};

/** The rows of vega-datasets' `birdstrikes.csv`. */
export async function birdstrikes(): Promise<readonly BirdstrikesRow[]> {
  const text = await readFile(new URL("birdstrikes.csv", DATA), "utf8");
  return csvParse(text, (row) => ({
    airport_name: row["Airport Name"] ?? "",
    aircraft_make_model: orNull(row["Aircraft Make Model"]),
    effect_amount_of_damage: orNull(row["Effect Amount of damage"]),
    flight_date: row["Flight Date"] ?? "",
    aircraft_airline_operator: orNull(row["Aircraft Airline Operator"]),
    origin_state: orNull(row["Origin State"]),
    phase_of_flight: orNull(row["Phase of flight"]),
    wildlife_size: orNull(row["Wildlife Size"]),
    wildlife_species: orNull(row["Wildlife Species"]),
    time_of_day: orNull(row["Time of day"]),
    cost_other: row["Cost Other"] ?? "",
    cost_repair: row["Cost Repair"] ?? "",
    cost_total: row["Cost Total $"] ?? "",
    speed_ias_in_knots: row["Speed IAS in knots"] ? Number(row["Speed IAS in knots"]) : null,
  }));
}

function orNull(text: string | undefined): string | null {
  return text === undefined || text === "" ? null : text;
}
