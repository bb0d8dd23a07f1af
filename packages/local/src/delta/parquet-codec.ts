import * as zlib from "node:zlib";
import type { Compressors } from "hyparquet";

/** How the pages of a file are compressed. */
export interface ParquetCodec {
  readonly name: "GZIP" | "SNAPPY" | "UNCOMPRESSED" | "ZSTD";
  /** What its files are called, as Spark calls them. */
  readonly suffix: string;
  /** Absent where the Parquet library does it itself. */
  readonly compress?: (page: Uint8Array) => Uint8Array;
}

/** Of newer Nodes than the oldest that counts. */
interface Zstd {
  zstdCompressSync(bytes: Uint8Array): Uint8Array;
  zstdDecompressSync(bytes: Uint8Array, options: { maxOutputLength: number }): Uint8Array;
}

function isZstd(module: object): module is Zstd {
  return "zstdCompressSync" in module && "zstdDecompressSync" in module;
}

const modern: object = zlib;
const zstd: Zstd | undefined = isZstd(modern) ? modern : undefined;

/** Every reader knows it, and of what Node brings along everywhere it is both faster and smaller than Snappy in JavaScript. */
const GZIP: ParquetCodec = {
  name: "GZIP",
  suffix: ".gz.parquet",
  compress: (page) => zlib.gzipSync(page, { level: 1 }),
};

const CODECS: ReadonlyMap<string, ParquetCodec> = new Map([
  ["gzip", GZIP],
  ["snappy", { name: "SNAPPY", suffix: ".snappy.parquet" }],
  ["none", { name: "UNCOMPRESSED", suffix: ".parquet" }],
  ["uncompressed", { name: "UNCOMPRESSED", suffix: ".parquet" }],
]);

/** The codec that the properties of a table ask for, if it is one that is written here; GZIP otherwise. */
export function codecFor(configuration: Readonly<Record<string, string>> = {}): ParquetCodec {
  const wanted = configuration["delta.parquet.compression.codec"]?.toLowerCase() ?? "";
  if (wanted === "zstd" && zstd !== undefined) {
    return { name: "ZSTD", suffix: ".zstd.parquet", compress: (page) => zstd.zstdCompressSync(page) };
  }
  return CODECS.get(wanted) ?? GZIP;
}

/** What hyparquet needs to read more than Snappy. */
export const decompressors: Compressors = {
  GZIP: (page, size) => zlib.gunzipSync(page, { maxOutputLength: atLeastOne(size) }),
  ...(zstd !== undefined && {
    ZSTD: (page, size) => zstd.zstdDecompressSync(page, { maxOutputLength: atLeastOne(size) }),
  }),
};

/** Node takes no other limit. */
function atLeastOne(size: number): number {
  return Math.max(size, 1);
}
