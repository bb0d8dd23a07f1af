import { createRequire } from "node:module";
import type { OfficialClient } from "../../peers/official-client.js";
import { job } from "./first-ack-job.js";

/** A program: the first ack with the official SDK. */
const { endpoint, table, descriptor, record, peersFolder } = job();
const { RecordType, ZerobusSdk }: OfficialClient = createRequire(`${peersFolder}/`)(
  "@databricks/zerobus-ingest-sdk-linux-x64-gnu",
);
const stream = await new ZerobusSdk(endpoint, endpoint).createStream(
  { tableName: table, descriptorProto: descriptor },
  "id",
  "secret",
  { recordType: RecordType.Proto },
);
await stream.waitForOffset(await stream.ingestRecordOffset(Buffer.from(record, "base64")));
process.stdout.write("acked\n");
await stream.close();
