import { create, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { Server, ServerCredentials, type ServerDuplexStream } from "@grpc/grpc-js";
import { EphemeralStreamResponseSchema } from "../protocol/gen/databricks/zerobus/zerobus_service_pb.js";
import { EPHEMERAL_STREAM_PATH } from "../protocol/names.js";
import { testServer } from "./test-certificates.js";

export type ServerCall = ServerDuplexStream<Buffer, Buffer>;
type Payload = NonNullable<MessageInitShape<typeof EphemeralStreamResponseSchema>["payload"]>;

/** A real gRPC server on this machine with the service's one method, played by the test. */
export class GrpcService {
  /** What it does with each call. */
  serve: (call: ServerCall) => void = (call) => call.end();
  readonly port: number;
  readonly #server: Server;

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.port = port;
  }

  static async start(options: { readonly secure?: boolean } = {}): Promise<GrpcService> {
    const server = new Server({ "grpc.max_receive_message_length": -1 });
    const asIs = (bytes: Buffer): Buffer => bytes;
    const method = {
      path: EPHEMERAL_STREAM_PATH,
      requestStream: true,
      responseStream: true,
      requestSerialize: asIs,
      requestDeserialize: asIs,
      responseSerialize: asIs,
      responseDeserialize: asIs,
    } as const;
    const { cert, key } = testServer;
    const pair = { cert_chain: Buffer.from(cert), private_key: Buffer.from(key) };
    const credentials = options.secure
      ? ServerCredentials.createSsl(null, [pair])
      : ServerCredentials.createInsecure();
    const port = await new Promise<number>((resolve, reject) => {
      server.bindAsync("127.0.0.1:0", credentials, (error, bound) =>
        error === null ? resolve(bound) : reject(error),
      );
    });
    const service = new GrpcService(server, port);
    server.addService({ method }, { method: (call: ServerCall) => service.serve(call) });
    return service;
  }

  stop(): void {
    this.#server.forceShutdown();
  }
}

/** The bytes of one answer. */
export function answer(payload: Payload): Buffer {
  return Buffer.from(
    toBinary(EphemeralStreamResponseSchema, create(EphemeralStreamResponseSchema, { payload })),
  );
}
