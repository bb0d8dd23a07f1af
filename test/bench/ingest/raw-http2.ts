import { once } from "node:events";
import { type ClientHttp2Stream, connect } from "node:http2";
import { fromBinary } from "@bufbuild/protobuf";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { EPHEMERAL_STREAM_PATH, EphemeralStreamResponseSchema } from "@zerobus-gen/runtime/protocol";
import { encodedRows } from "../encoded-rows.js";
import { type Ingester, takeLoad } from "./load.js";

/** Messages unacked, at most. */
const IN_FLIGHT = 64;
const BATCH_BYTES = 256 * 1024;
const PREFIX_BYTES = 5;

// The most that Node can do: batches that are ready to be sent, and no gRPC client in between.
takeLoad(async ({ endpoint, shape }) => {
  const { name, records } = await encodedRows(shape);
  const batches = batchesOf(records);
  const session = connect(endpoint);
  const call = session.request({
    ":method": "POST",
    ":path": EPHEMERAL_STREAM_PATH,
    "content-type": "application/grpc",
    te: "trailers",
  });
  const acks = new Acks(call);
  call.write(prefixed(new BinaryWriter().tag(1, WireType.LengthDelimited).bytes(creation(name)).finish()));
  await acks.until(() => acks.isCreated);
  let next = 0;
  const send = async ({ bytes, rows }: Batch): Promise<number> => {
    await acks.until(() => next - acks.unacked < IN_FLIGHT);
    call.write(headOf(next++, bytes.length));
    if (!call.write(bytes)) await once(call, "drain");
    return rows;
  };
  const ingestSome = async (): Promise<number> => {
    let rows = 0;
    for (const batch of batches) rows += await send(batch);
    return rows;
  };
  const close = async (): Promise<void> => {
    call.end();
    await once(call, "close");
    session.close();
  };
  return { ingestSome, settle: () => acks.until(() => acks.unacked === next), close } satisfies Ingester;
});

/** What a server answers, as far as it is looked at. */
class Acks {
  isCreated = false;
  unacked = 0;
  #changed: () => void = () => {};

  constructor(call: ClientHttp2Stream) {
    let rest: Buffer = Buffer.alloc(0);
    call.on("data", (chunk: Buffer) => {
      rest = Buffer.concat([rest, chunk]);
      while (rest.length >= PREFIX_BYTES && rest.length >= PREFIX_BYTES + rest.readUInt32BE(1)) {
        const end = PREFIX_BYTES + rest.readUInt32BE(1);
        this.#take(rest.subarray(PREFIX_BYTES, end));
        rest = rest.subarray(end);
      }
      this.#changed();
    });
  }

  async until(isMet: () => boolean): Promise<void> {
    while (!isMet()) await new Promise<void>((resolve) => (this.#changed = resolve));
  }

  #take(bytes: Buffer): void {
    const { payload } = fromBinary(EphemeralStreamResponseSchema, bytes);
    if (payload.case === "ingestRecordResponse") {
      this.unacked = Number(payload.value.durabilityAckUpToOffset) + 1;
    } else {
      this.isCreated = true;
    }
  }
}

/** Rows as they lie in a batch: all but its envelope. */
interface Batch {
  readonly bytes: Uint8Array;
  readonly rows: number;
}

function batchesOf(records: readonly Buffer[]): readonly Batch[] {
  const batches: Batch[] = [];
  for (let first = 0; first < records.length; ) {
    const writer = new BinaryWriter();
    let bytes = 0;
    let end = first;
    for (; end < records.length && bytes < BATCH_BYTES; end++) {
      const record = records[end] ?? Buffer.alloc(0);
      writer.tag(1, WireType.LengthDelimited).bytes(record);
      bytes += record.length;
    }
    batches.push({ bytes: writer.finish(), rows: end - first });
    first = end;
  }
  return batches;
}

function creation(tableName: string): Uint8Array {
  return new BinaryWriter().tag(1, WireType.LengthDelimited).string(tableName).finish();
}

/** Everything of a message that stands before its rows. */
function headOf(offset: number, rowBytes: number): Buffer {
  const inner = new BinaryWriter().tag(1, WireType.Varint).int64(offset);
  const head = inner.tag(2, WireType.LengthDelimited).uint32(rowBytes).finish();
  const outer = new BinaryWriter().tag(3, WireType.LengthDelimited).uint32(head.length + rowBytes);
  return prefixed(Buffer.concat([outer.finish(), head]), rowBytes);
}

/** The message behind its gRPC prefix; so many bytes of it follow. */
function prefixed(message: Uint8Array, following = 0): Buffer {
  const framed = Buffer.alloc(PREFIX_BYTES + message.length);
  framed.writeUInt32BE(message.length + following, 1);
  framed.set(message, PREFIX_BYTES);
  return framed;
}
