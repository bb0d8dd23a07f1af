import {
  type ChannelOptions,
  Client,
  type ClientDuplexStream,
  credentials,
  Metadata,
  type StatusObject,
} from "@grpc/grpc-js";
import { ZerobusError } from "../errors.js";
import { EPHEMERAL_STREAM_PATH } from "../protocol/names.js";
import { unreachableHint } from "../unreachable-hint.js";
import { errorInfoReason } from "./error-info.js";
import { decodeServerMessage } from "./server-message.js";
import { errorOfStatus } from "./status.js";
import type { Call, CallListener, Transport } from "./transport.js";

const CHANNEL_OPTIONS: ChannelOptions = {
  // Recovery is ours. A retry buffer would keep every message a second time, in an array copied on each write.
  "grpc.enable_retries": 0,
  "grpc.per_rpc_retry_buffer_size": 0,
  // So is the pause between attempts: the channel tries as soon as it is asked to, nearly.
  "grpc.initial_reconnect_backoff_ms": 100,
  "grpc.max_reconnect_backoff_ms": 1_000,
  "grpc.max_send_message_length": -1,
  "grpc.max_receive_message_length": -1,
  // Finds a peer that died without a word.
  "grpc.keepalive_time_ms": 30_000,
  "grpc.keepalive_timeout_ms": 10_000,
};

/** The transport over gRPC. The only module that knows `@grpc/grpc-js`. */
export function grpcTransport(endpoint: URL, userAgent: string): Transport {
  const secure = endpoint.protocol === "https:";
  const port = endpoint.port === "" ? (secure ? "443" : "80") : endpoint.port;
  const client = new Client(
    `${endpoint.hostname}:${port}`,
    secure ? credentials.createSsl() : credentials.createInsecure(),
    { ...CHANNEL_OPTIONS, "grpc.primary_user_agent": userAgent },
  );
  return {
    start: (headers, listener) => startCall(client, endpoint, headers, listener),
    close: () => client.close(),
  };
}

function startCall(
  client: Client,
  endpoint: URL,
  headers: Readonly<Record<string, string>>,
  listener: CallListener,
): Call {
  const metadata = new Metadata();
  let over = false;
  const end = (error: ZerobusError | undefined): void => {
    if (over) return;
    over = true;
    listener.ended(error);
  };
  let call: ClientDuplexStream<Uint8Array, Buffer>;
  try {
    for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
    call = client.makeBidiStreamRequest(EPHEMERAL_STREAM_PATH, asBuffer, (bytes: Buffer) => bytes, metadata);
  } catch {
    // The message of the error quotes the header's value, which may be a token: it stays here.
    queueMicrotask(() =>
      end(new ZerobusError("invalid_argument", "a request header cannot be sent over HTTP")),
    );
    const cancel = (): void => {
      over = true;
    };
    return { write: (_message, written) => queueMicrotask(written), halfClose: () => {}, cancel };
  }
  call.on("data", (bytes: Buffer) => {
    if (over) return;
    try {
      listener.message(decodeServerMessage(bytes));
    } catch (error) {
      end(
        error instanceof ZerobusError
          ? error
          : new ZerobusError("protocol", "the server sent bytes that are no answer", { cause: error }),
      );
      call.cancel();
    }
  });
  call.on("status", (status: StatusObject) => end(status.code === 0 ? undefined : errorOf(status, endpoint)));
  // The status event says the same and more; without a listener an error event would end the process.
  call.on("error", () => {});
  return {
    write: (message, written) => {
      if (!over) call.write(message, () => written());
    },
    halfClose: () => call.end(),
    cancel: () => {
      over = true;
      call.cancel();
    },
  };
}

function asBuffer(message: Uint8Array): Buffer {
  return message instanceof Buffer
    ? message
    : Buffer.from(message.buffer, message.byteOffset, message.byteLength);
}

/** How the library begins the details of a status that it made itself, for want of a connection. */
const NO_CONNECTION = /^(?:No connection established|Name resolution failed|Connection dropped)/;

function errorOf(status: StatusObject, endpoint: URL): ZerobusError {
  if (NO_CONNECTION.test(status.details)) {
    const reason = /\b(?:E[A-Z]{4,}|certificate[^.]*)\b/.exec(status.details)?.[0];
    const why = reason === undefined ? "" : ` (${reason})`;
    return new ZerobusError("unavailable", `no connection to ${endpoint.origin}${why}`, {
      hint: unreachableHint(endpoint),
    });
  }
  const details = status.metadata.get("grpc-status-details-bin")[0];
  const reason = details instanceof Buffer ? errorInfoReason(details) : undefined;
  return errorOfStatus({ code: status.code, details: status.details, reason });
}
