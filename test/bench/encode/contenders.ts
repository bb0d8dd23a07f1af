import type { Table } from "@zerobus-gen/runtime/codegen";
import type { Batch } from "../../../packages/runtime/src/batch/batch.js";
import { BatchBuilder } from "../../../packages/runtime/src/batch/batch-builder.js";
import { plainObject } from "../plain.js";
import { protobufEsType, protobufjsType } from "../wire-types.js";

/** One who turns rows into bytes. */
export interface Encoding {
  /** Encodes every row once. Returns how many bytes that were, so that nobody can leave the work out. */
  readonly pass: () => number;
  /** The same bytes, row by row. */
  readonly encoded: () => readonly Uint8Array[];
}

/** What contenders have to begin with. */
export interface Given<Row> {
  readonly table: Table<Row>;
  readonly rows: readonly Row[];
  readonly peersFolder: string;
}

/** Ours: the typed row, checked and encoded into a batch as `ingest` does it. A batch gives its memory back, as by an ack. */
function ours<Row>(format: "proto" | "json", { table, rows }: Given<Row>): Encoding {
  const builder = new BatchBuilder(format);
  let bytes = 0;
  const completed = (batch: Batch): void => {
    bytes += batch.byteLength;
    batch.release();
  };
  const addAll = (taken: (batch: Batch) => void): void => {
    for (let at = 0; at < rows.length; at++) {
      const row = rows[at];
      if (row === undefined) continue;
      const issues = builder.add(row, table.write, taken);
      if (issues.length > 0) throw new Error(`row ${at} is refused: ${JSON.stringify(issues)}`);
    }
  };
  return {
    pass: () => {
      bytes = 0;
      addAll(completed);
      return bytes + builder.byteLength;
    },
    encoded: () => {
      const records: Uint8Array[] = [];
      const keep = (batch: Batch): void => void records.push(...batch.records());
      addAll(keep);
      const last = builder.take();
      if (last !== undefined) keep(last);
      return records;
    },
  };
}

/** A peer, which makes bytes of one row that it has in the form it likes best. */
function peer<Prepared>(prepared: readonly Prepared[], encode: (row: Prepared) => Uint8Array): Encoding {
  return {
    pass: () => {
      let bytes = 0;
      for (let at = 0; at < prepared.length; at++) {
        const row = prepared[at];
        if (row !== undefined) bytes += encode(row).length;
      }
      return bytes;
    },
    encoded: () => prepared.map(encode),
  };
}

function protobufEs<Row>(given: Given<Row>): Encoding {
  const { type, library } = protobufEsType(given.table.descriptor, given.peersFolder);
  const { create, fromBinary, toBinary } = library;
  const rows = ours("proto", given).encoded();
  const prepared = rows.map((row) => plainObject(fromBinary(type, row)));
  return peer(prepared, (row) => toBinary(type, create(type, row)));
}

function protobufjs<Row>(given: Given<Row>, isVerified: boolean): Encoding {
  const type = protobufjsType(given.table.descriptor, given.peersFolder);
  const rows = ours("proto", given).encoded();
  const prepared = rows.map((row) => plainObject(type.toObject(type.decode(row))));
  if (!isVerified) return peer(prepared, (row) => type.encode(row).finish());
  return peer(prepared, (row) => {
    const wrong = type.verify(row);
    if (wrong !== null) throw new Error(wrong);
    return type.encode(row).finish();
  });
}

/** With numbers as JSON.parse gives them: what no double holds is rounded. */
function jsonStringify<Row>(given: Given<Row>): Encoding {
  const prepared = ours("json", given)
    .encoded()
    .map((row) => plainObject(JSON.parse(Buffer.from(row).toString())));
  return peer(prepared, (row) => Buffer.from(JSON.stringify(row)));
}

/** All contenders, by name. */
export const CONTENDERS = {
  "ours, proto": <Row>(given: Given<Row>): Encoding => ours("proto", given),
  "ours, JSON": <Row>(given: Given<Row>): Encoding => ours("json", given),
  "protobuf-es": <Row>(given: Given<Row>): Encoding => protobufEs(given),
  protobufjs: <Row>(given: Given<Row>): Encoding => protobufjs(given, false),
  "protobufjs, verified": <Row>(given: Given<Row>): Encoding => protobufjs(given, true),
  "JSON.stringify": <Row>(given: Given<Row>): Encoding => jsonStringify(given),
};

export type ContenderName = keyof typeof CONTENDERS;
