import { isFieldSet } from "@bufbuild/protobuf";
import {
  type CreateIngestStreamRequest,
  CreateIngestStreamRequestSchema,
  RecordType,
} from "@zerobus-gen/runtime/protocol";
import { bearerToken, type Tokens } from "../auth/tokens.js";
import { parseTableName } from "../schema/table-name.js";
import type { Table } from "../store/table.js";
import type { Warehouse } from "../store/warehouse.js";
import { compileJsonDecoder } from "./json-decoder.js";
import { readDescriptor } from "./record-descriptor.js";
import { Refusal } from "./refusal.js";
import { compileRowDecoder, type RowDecoder } from "./row-decoder.js";
import { planRow, requiredProblems, type SchemaProblem } from "./row-plan.js";

/** How the records of a stream are encoded: all as the request to create it says. */
export type StreamRecordType = "PROTO" | "JSON";

/** A stream that may ingest: where its rows go, and how they are read. */
export interface OpenStream {
  readonly table: Table;
  readonly recordType: StreamRecordType;
  /**
   * Compiles the decoder of its records for the table as it is now.
   * @throws {Refusal} INVALID_ARGUMENT when they do not fit it
   */
  readonly compile: () => RowDecoder;
  /** What that was when the stream was opened. */
  readonly decode: RowDecoder;
}

/** What a stream is opened against. */
export interface StreamContext {
  readonly warehouse: Warehouse;
  readonly tokens: Tokens;
}

/**
 * Decides whether a stream may be opened: who asks, for which table, with which record type.
 * @param authorization the request's `authorization` header
 * @throws {Refusal} with the code that the service answers
 */
export function openStream(
  request: CreateIngestStreamRequest,
  authorization: string | undefined,
  { warehouse, tokens }: StreamContext,
): OpenStream {
  const recordType = recordTypeOf(request);
  const { tableName } = request;
  if (parseTableName(tableName) === undefined) {
    throw new Refusal(
      "INVALID_ARGUMENT",
      `table_name ${JSON.stringify(tableName)} is not of the form catalog.schema.table`,
    );
  }
  authorize(tableName, bearerToken(authorization), tokens);
  const table = warehouse.get(tableName);
  if (table === undefined) throw new Refusal("NOT_FOUND", `table ${tableName} does not exist`);
  // JSON goes by the table's own names; a descriptor that comes with it is of no use.
  const compile =
    recordType === "JSON" ? () => compileJson(table) : protoCompiler(request.descriptorProto, table);
  return { table, recordType, compile, decode: compile() };
}

/** An absent record type means PROTO; a value from another version of the protocol ends up among the unknown fields. */
function recordTypeOf(request: CreateIngestStreamRequest): StreamRecordType {
  const field = CreateIngestStreamRequestSchema.field.recordType;
  const isSet = isFieldSet(request, field);
  const isUnknown = !isSet && request.$unknown?.some(({ no }) => no === field.number);
  const recordType = isSet ? request.recordType : RecordType.PROTO;
  if (isUnknown || recordType === RecordType.RECORD_TYPE_UNSPECIFIED) {
    throw new Refusal("INVALID_ARGUMENT", "record_type is not specified; it must be PROTO or JSON");
  }
  return recordType === RecordType.JSON ? "JSON" : "PROTO";
}

function authorize(tableName: string, token: string | undefined, tokens: Tokens): void {
  if (token === undefined)
    throw new Refusal("UNAUTHENTICATED", "the authorization header holds no bearer token");
  const grant = tokens.verify(token);
  if (grant === undefined) {
    throw new Refusal(
      "UNAUTHENTICATED",
      "the token has expired or was not issued by this server; ask for a new one",
    );
  }
  if (grant.kind === "catalog") {
    throw new Refusal(
      "PERMISSION_DENIED",
      `the token may not write ${tableName}; ask for it with authorization_details that name the table`,
    );
  }
  if (grant.table !== tableName) {
    throw new Refusal("PERMISSION_DENIED", `the token was issued for ${grant.table}, not for ${tableName}`);
  }
}

function protoCompiler(descriptorProto: Uint8Array, table: Table): () => RowDecoder {
  const descriptor = readDescriptor(descriptorProto);
  return () => {
    const { plan, problems } = planRow(descriptor, table.schema, table.unsupported);
    refuseMisfit(table, "the descriptor does not fit", problems);
    return compileRowDecoder(plan);
  };
}

function compileJson(table: Table): RowDecoder {
  refuseMisfit(table, "no record fits", requiredProblems(table.unsupported, ""));
  return compileJsonDecoder(table.schema, table.unsupported);
}

function refuseMisfit({ fullName }: Table, what: string, problems: readonly SchemaProblem[]): void {
  if (problems.length === 0) return;
  const texts = problems.map(({ text }) => text).join("; ");
  const causes = new Set(problems.map(({ cause }) => cause));
  throw new Refusal("INVALID_ARGUMENT", `${what} table ${fullName}: ${texts}. Error Code: 8001`, [...causes]);
}
