import { fromBinary } from "@bufbuild/protobuf";
import { Client, type ClientDuplexStream, credentials, Metadata, type StatusObject } from "@grpc/grpc-js";
import {
  EPHEMERAL_STREAM_PATH,
  type EphemeralStreamResponse,
  EphemeralStreamResponseSchema,
  TOKEN_PATH,
} from "@zerobus-gen/runtime/protocol";

/** One stream, spoken by hand. */
export interface RawStream {
  readonly call: ClientDuplexStream<Buffer, EphemeralStreamResponse>;
  /** The acknowledged offsets so far, as they came; an ack without one is not among them. */
  readonly acks: bigint[];
  /** Every response, as it came. */
  readonly responses: EphemeralStreamResponse["payload"][];
  /** Resolves with the stream id; rejects when the stream ends before. */
  readonly created: Promise<string>;
  /** How the stream ended. */
  readonly ended: Promise<StatusObject>;
  /** Resolves once this offset, or a later one, is acknowledged; rejects when the stream ends before. */
  acked(offset: bigint): Promise<void>;
}

/** A gRPC connection of its own, and no more than gRPC. */
export class RawClient implements Disposable {
  readonly #client: Client;

  constructor(endpoint: string) {
    this.#client = new Client(new URL(endpoint).host, credentials.createInsecure(), {
      "grpc.use_local_subchannel_pool": 1,
      "grpc.per_rpc_retry_buffer_size": 0,
      "grpc.max_send_message_length": -1,
    });
  }

  open(
    token?: string,
    extra: Readonly<Record<string, string>> = {},
    path: string = EPHEMERAL_STREAM_PATH,
  ): RawStream {
    const headers = new Metadata();
    for (const [name, value] of Object.entries(extra)) headers.set(name, value);
    if (token !== undefined) headers.set("authorization", `Bearer ${token}`);
    const call = this.#client.makeBidiStreamRequest(
      path,
      (bytes: Buffer) => bytes,
      (bytes: Buffer) => fromBinary(EphemeralStreamResponseSchema, bytes),
      headers,
    );
    const acks: bigint[] = [];
    const responses: EphemeralStreamResponse["payload"][] = [];
    const watchers = new Set<() => void>();
    const ended = new Promise<StatusObject>((resolve) => call.on("status", resolve));
    call.on("error", () => {}); // The status says the same.
    const created = new Promise<string>((resolve, reject) => {
      call.on("data", ({ payload }: EphemeralStreamResponse) => {
        responses.push(payload);
        if (payload.case === "createStreamResponse") resolve(payload.value.streamId);
        if (payload.case !== "ingestRecordResponse") return;
        if (!Object.hasOwn(payload.value, "durabilityAckUpToOffset")) return;
        acks.push(payload.value.durabilityAckUpToOffset);
        for (const watch of watchers) watch();
      });
      ended.then((status) => reject(new Error(`ended: ${status.code} ${status.details}`)));
    });
    created.catch(() => {});
    const acked = (offset: bigint): Promise<void> =>
      new Promise((resolve, reject) => {
        const watch = (): void => {
          if ((acks.at(-1) ?? -1n) >= offset) resolve();
        };
        watchers.add(watch);
        watch();
        ended.then(({ code }) => reject(new Error(`ended with ${code} before offset ${offset}`)));
      });
    return { call, acks, responses, created, ended, acked };
  }

  [Symbol.dispose](): void {
    this.#client.close();
  }
}

/** Asks for a token that may write a table, or with no table for one that reads the catalog. */
export async function fetchToken(catalog: string, table?: string): Promise<string> {
  const response = await requestToken(catalog, table);
  const { access_token } = (await response.json()) as { access_token: string };
  return access_token;
}

/** The answer to who asks for that token. */
export function requestToken(catalog: string, table?: string): Promise<Response> {
  return fetch(catalog + TOKEN_PATH, {
    method: "POST",
    body: tokenForm(table),
    headers: { authorization: `Basic ${Buffer.from("id:secret").toString("base64")}` },
  });
}

/** What an up-to-date client fills in to ask for that token. */
export function tokenForm(table?: string): URLSearchParams {
  const form = new URLSearchParams({ grant_type: "client_credentials", scope: "all-apis" });
  if (table === undefined) return form;
  form.set("resource", "api://databricks/workspaces/127/zerobusDirectWriteApi");
  form.set("authorization_details", JSON.stringify(detailsFor(table)));
  return form;
}

/** The privileges that writing a table takes. */
export function detailsFor(table: string): readonly Readonly<Record<string, unknown>>[] {
  const [catalog, schema] = table.split(".");
  const type = "unity_catalog_privileges";
  const on = (object_type: string, object_full_path: string, ...privileges: string[]): object => ({
    type,
    object_type,
    object_full_path,
    privileges,
  });
  return [
    { ...on("CATALOG", `${catalog}`, "USE CATALOG") },
    { ...on("SCHEMA", `${catalog}.${schema}`, "USE SCHEMA") },
    { ...on("TABLE", table, "SELECT", "MODIFY"), operations: ["zerobuswrite"] },
  ];
}
