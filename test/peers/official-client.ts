import { createRequire } from "node:module";
import { installPeers } from "./install.js";

/** What the package exports, as far as it is used here. Seen at run time; it comes without types. */
export interface OfficialClient {
  readonly RecordType: { readonly Json: number; readonly Proto: number };
  readonly ZerobusSdk: new (endpoint: string, catalog: string) => OfficialSdk;
}

export interface OfficialSdk {
  createStream(
    table: { readonly tableName: string; readonly descriptorProto?: string },
    clientId: string,
    clientSecret: string,
    options: Readonly<Record<string, number | boolean>>,
  ): Promise<OfficialStream>;
}

export interface OfficialStream {
  /** Resolves with the record's offset once there is room for it. An object becomes JSON. */
  ingestRecordOffset(record: Buffer | string | object): Promise<bigint>;
  /** Resolves with the batch's offset; one for all of its records. */
  ingestRecordsOffset(records: readonly (Buffer | string | object)[]): Promise<bigint | null>;
  /** Resolves once this offset is acked. Nothing else of the stream goes on meanwhile. */
  waitForOffset(offset: bigint): Promise<void>;
  /** Resolves once everything is acked. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** Its name. */
export const OFFICIAL_PACKAGE = "@databricks/zerobus-ingest-sdk-linux-x64-gnu";

/** Loads the official client. A text tells why it cannot be had here. */
export function officialClient(): OfficialClient | string {
  const { platform, arch } = process;
  if (platform !== "linux" || arch !== "x64") {
    return `${OFFICIAL_PACKAGE} runs on linux-x64, and this is ${platform}-${arch}`;
  }
  const failure = installPeers();
  if (failure !== undefined) return failure;
  try {
    const client: OfficialClient = createRequire(import.meta.url)(OFFICIAL_PACKAGE);
    return client;
  } catch (error) {
    // As where the C library is not glibc.
    return `${OFFICIAL_PACKAGE} cannot be loaded here: ${String(error)}`;
  }
}
