import type { HeadersProvider } from "../auth/headers-provider.js";
import { ZerobusError } from "../errors.js";
import type { SchemaGuard } from "../guard/schema-guard.js";
import type { RecordFormat } from "../row/record-format.js";
import { createRequest } from "../transport/create-request.js";
import { requestHeaders } from "../transport/request-headers.js";
import type { Call, CallListener, Transport } from "../transport/transport.js";

/** Messages handed to the transport and not yet taken by it. More would only lie in its queue. */
const MAX_OUTSTANDING_WRITES = 2;

/** What a connection needs of the world around it. */
export interface ConnectionContext {
  /** Full name of the table. */
  readonly table: string;
  /** A serialized, self-contained `google.protobuf.DescriptorProto`; JSON rows do without. */
  readonly descriptor: Uint8Array;
  readonly recordType: RecordFormat;
  readonly transport: Transport;
  readonly credentials: HeadersProvider;
  /** Tells what has changed in the table, where the catalog can be asked. */
  readonly guard?: SchemaGuard | undefined;
}

/** What a connection tells. Nothing more after `ended`, or after {@link Connection.cancel}. */
export interface ConnectionListener extends CallListener {
  /** The transport has taken a message, so that there may be room for another. */
  readonly written: () => void;
}

/** One attempt to have the stream on the server: request headers, a call, the request to create the stream. */
export class Connection {
  readonly #context: ConnectionContext;
  readonly #listener: ConnectionListener;
  readonly #abort = new AbortController();
  #call: Call | undefined;
  #headers: Readonly<Record<string, string>> | undefined;
  #sent = 0;
  #written = 0;
  #isCreated = false;

  constructor(context: ConnectionContext, listener: ConnectionListener) {
    this.#context = context;
    this.#listener = listener;
    void this.#start();
  }

  /** The request headers of the call; nothing while there is none. */
  get headers(): Readonly<Record<string, string>> | undefined {
    return this.#headers;
  }

  /** True when the transport would take a message now. */
  get canSend(): boolean {
    return this.#call !== undefined && this.#sent - this.#written < MAX_OUTSTANDING_WRITES;
  }

  /** How many messages the transport has taken, in the order in which they were sent: it looks at them no more. */
  get written(): number {
    return this.#written;
  }

  send(message: Uint8Array): void {
    this.#sent++;
    this.#call?.write(message, this.#onWritten);
  }

  readonly #onWritten = (): void => {
    this.#written++;
    if (!this.#abort.signal.aborted) this.#listener.written();
  };

  halfClose(): void {
    this.#call?.halfClose();
  }

  cancel(): void {
    this.#abort.abort();
    this.#call?.cancel();
  }

  /** The same, for one that got no answer in time: the next one is not to go the same way. */
  abandon(): void {
    this.#abort.abort();
    this.#call?.abandon();
  }

  async #start(): Promise<void> {
    const { table, descriptor, recordType, transport, credentials } = this.#context;
    const { signal } = this.#abort;
    const heard: CallListener = {
      message: (message) => {
        this.#isCreated ||= message.kind === "created";
        if (!signal.aborted) this.#listener.message(message);
      },
      ended: (error) => void this.#end(error),
    };
    try {
      if (this.#context.guard !== undefined) await this.#context.guard.beforeOpen(signal);
      const given = await credentials.headers(table, signal);
      if (signal.aborted) return;
      const headers = requestHeaders(given, table);
      this.#headers = headers;
      this.#call = transport.start(headers, heard);
      this.#call.write(createRequest(table, descriptor, recordType), () => {});
    } catch (error) {
      if (!signal.aborted) this.#listener.ended(credentialsError(error, table));
    }
  }

  /** A schema that the server refuses is worth a question to the catalog, before anybody hears of it. */
  async #end(error: ZerobusError | undefined): Promise<void> {
    const { signal } = this.#abort;
    const { guard } = this.#context;
    let told = error;
    if (error !== undefined && guard !== undefined && this.#isAboutSchema(error)) {
      // Nothing can be sent any more.
      this.#call = undefined;
      told = await guard.explain(error, signal);
    }
    if (!signal.aborted) this.#listener.ended(told);
  }

  /** Before the stream is created, a service that gives no cause may mean the schema by a bad argument. */
  #isAboutSchema({ code }: ZerobusError): boolean {
    return code === "schema_mismatch" || (code === "invalid_argument" && !this.#isCreated);
  }
}

function credentialsError(error: unknown, table: string): ZerobusError {
  if (error instanceof ZerobusError) return error;
  const reason = error instanceof Error ? `: ${error.message}` : "";
  return new ZerobusError("unavailable", `the application gave no request headers${reason}`, {
    table,
    cause: error,
  });
}
