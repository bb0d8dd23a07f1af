import type { Socket } from "node:net";
import {
  ChannelCredentials,
  type ChannelOptions,
  Client,
  type ClientDuplexStream,
  Metadata,
  type StatusObject,
} from "@grpc/grpc-js";
import { ZerobusError } from "../errors.js";
import { EPHEMERAL_STREAM_PATH } from "../protocol/names.js";
import { readErrorInfo } from "./error-info.js";
import { authorityOf, firstHop, followRoute, noConnection, type Route } from "./route.js";
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
  // Answers are a few bytes. What claims to be longer is none, such as a page of HTML, whose letters read as a length:
  // without a limit it would be waited for, and kept, to its end.
  "grpc.max_receive_message_length": 1024 * 1024,
  // The library reads some variables of the environment by itself; the route is chosen already.
  "grpc.enable_http_proxy": 0,
};

/** How long the transport waits where the protocol sets no time. Tests shorten it. */
export interface TransportPatience {
  /** Silence after which the peer is asked whether it lives, while a call is open. */
  readonly keepaliveTimeMs: number;
  /** Time for it to answer. */
  readonly keepaliveTimeoutMs: number;
  /** Time for proxy and TLS, and then for the first word of the server. */
  readonly connectTimeoutMs: number;
}

const PATIENCE: TransportPatience = {
  keepaliveTimeMs: 30_000,
  keepaliveTimeoutMs: 10_000,
  connectTimeoutMs: 15_000,
};

/** A server takes a hundred calls on one connection at least, many take no more; the next would wait for one to end. */
const MOST_CALLS = 100;

/** A connection of the library's, with the way that it goes and the calls that are on it. */
interface Channel {
  readonly client: Client;
  readonly wayIn: RouteCredentials;
  calls: number;
}

/** The transport over gRPC. The only module that knows `@grpc/grpc-js`. */
export function grpcTransport(
  route: Route,
  userAgent: string,
  patience: TransportPatience = PATIENCE,
): Transport {
  let channels: Channel[] = [openChannel(route, userAgent, patience)];
  const close = ({ client, wayIn }: Channel): void => {
    client.close();
    wayIn.close();
  };
  const channelWithRoom = (): Channel => {
    const found = channels.find(({ calls }) => calls < MOST_CALLS);
    if (found !== undefined) return found;
    const opened = openChannel(route, userAgent, patience);
    channels.push(opened);
    return opened;
  };
  return {
    start: (headers, listener) => {
      const channel = channelWithRoom();
      const abandon = (): void => {
        // Another call may have done so before. Calls that are alive on it go on to their end.
        if (!channels.includes(channel)) return;
        channels = channels.filter((other) => other !== channel);
        close(channel);
      };
      return startCall(channel, headers, listener, abandon);
    },
    close: () => channels.splice(0).forEach(close),
  };
}

function openChannel(route: Route, userAgent: string, patience: TransportPatience): Channel {
  const { host, port } = firstHop(route);
  const wayIn = new RouteCredentials(route, patience.connectTimeoutMs);
  const client = new Client(`dns:${host.includes(":") ? `[${host}]` : host}:${port}`, wayIn, {
    ...CHANNEL_OPTIONS,
    "grpc.keepalive_time_ms": patience.keepaliveTimeMs,
    "grpc.keepalive_timeout_ms": patience.keepaliveTimeoutMs,
    "grpc.default_authority": authorityOf(route.target),
    "grpc.primary_user_agent": userAgent,
  });
  return { client, wayIn, calls: 0 };
}

type Connector = ReturnType<ChannelCredentials["_createSecureConnector"]>;

/**
 * Has the channel go along a route, which the library cannot by itself: its own tunnel has no deadline, no TLS to the
 * proxy, and no reason for a failure. The members with an underscore are those that its own credentials have.
 */
class RouteCredentials extends ChannelCredentials {
  readonly route: Route;
  /** Why a connection last came to nothing after its first hop stood; the status of a call quotes it then. */
  failure: ZerobusError | undefined;
  readonly #timeoutMs: number;
  readonly #closed = new AbortController();

  constructor(route: Route, timeoutMs: number) {
    super();
    this.route = route;
    this.#timeoutMs = timeoutMs;
  }

  override _isSecure(): boolean {
    return this.route.target.protocol === "https:";
  }

  override _equals(other: ChannelCredentials): boolean {
    return this === other;
  }

  override _createSecureConnector(
    ...args: Parameters<ChannelCredentials["_createSecureConnector"]>
  ): Connector {
    const plain = ChannelCredentials.createInsecure()._createSecureConnector(...args);
    return { ...plain, connect: (socket) => this.#connect(socket) };
  }

  /** Lets go of connections that are only being made, which the library leaves to their own devices. */
  close(): void {
    this.#closed.abort();
  }

  async #connect(first: Socket): ReturnType<Connector["connect"]> {
    const attempt = new AbortController();
    const giveUp = (): void => attempt.abort();
    const timer = setTimeout(giveUp, this.#timeoutMs);
    this.#closed.signal.addEventListener("abort", giveUp);
    if (this.#closed.signal.aborted) giveUp();
    try {
      const socket = await followRoute(first, this.route, "h2", attempt.signal);
      this.#awaitFirstWord(first);
      return { socket, secure: this._isSecure() };
    } catch (error) {
      if (error instanceof ZerobusError) this.failure = error;
      throw error;
    } finally {
      clearTimeout(timer);
      this.#closed.signal.removeEventListener("abort", giveUp);
    }
  }

  /** The library waits for the server's first frame without an end, and every call with it. */
  #awaitFirstWord(socket: Socket): void {
    const heard = socket.bytesRead;
    setTimeout(() => {
      if (socket.bytesRead === heard) socket.destroy();
    }, this.#timeoutMs).unref();
  }
}

function startCall(
  channel: Channel,
  headers: Readonly<Record<string, string>>,
  listener: CallListener,
  abandonChannel: () => void,
): Call {
  const { client, wayIn } = channel;
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
    const write = (_message: Uint8Array, written: () => void): void => queueMicrotask(written);
    return { write, halfClose: () => {}, cancel, abandon: cancel };
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
  call.on("metadata", (headers: Metadata) => {
    // Somebody else has answered. The library reads his HTTP status once the call is over on both sides.
    if (!isGrpc(headers)) call.end();
  });
  channel.calls++;
  call.on("status", (status: StatusObject) => {
    channel.calls--;
    end(status.code === 0 ? undefined : errorOf(status, wayIn));
  });
  // The status event says the same and more; without a listener an error event would end the process.
  call.on("error", () => {});
  const cancel = (): void => {
    over = true;
    call.cancel();
  };
  return {
    write: (message, written) => {
      if (!over) call.write(message, () => written());
    },
    halfClose: () => call.end(),
    cancel,
    abandon: () => {
      cancel();
      abandonChannel();
    },
  };
}

function isGrpc(headers: Metadata): boolean {
  const [type] = headers.get("content-type");
  return type === undefined || type.toString().startsWith("application/grpc");
}

function asBuffer(message: Uint8Array): Buffer {
  return message instanceof Buffer
    ? message
    : Buffer.from(message.buffer, message.byteOffset, message.byteLength);
}

/** How the library begins the details of a status that it made itself, for want of a connection. */
const NO_CONNECTION = /^(?:No connection established|Name resolution failed|Connection dropped)/;

function errorOf(status: StatusObject, { route, failure }: RouteCredentials): ZerobusError {
  if (failure !== undefined && status.details.includes(failure.message)) return failure;
  if (NO_CONNECTION.test(status.details)) {
    return noConnection(route, /\bE[A-Z]{4,}\b/.exec(status.details)?.[0] ?? "");
  }
  const details = status.metadata.get("grpc-status-details-bin")[0];
  const info = details instanceof Buffer ? readErrorInfo(details) : undefined;
  return errorOfStatus({ code: status.code, details: status.details, info });
}
