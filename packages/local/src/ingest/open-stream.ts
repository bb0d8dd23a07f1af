import { isFieldSet } from "@bufbuild/protobuf";
import {
  type CreateIngestStreamRequest,
  CreateIngestStreamRequestSchema,
  RecordType,
  TABLE_NAME_HEADER,
} from "@zerobus-gen/runtime/protocol";
import type { Tokens } from "../auth/tokens.js";
import { compileDecoder, type RecordPlan, type RecordTypeName } from "../record/record-plan.js";
import type { RowDecoder } from "../record/row-decoder.js";
import { unwritableKind } from "../schema/table-kind.js";
import { parseTableName } from "../schema/table-name.js";
import type { Table } from "../store/table.js";
import type { Warehouse } from "../store/warehouse.js";
import { authorize, type Caller } from "./authorize.js";
import { planRow, requiredProblems, type SchemaProblem } from "./plan-row.js";
import { readDescriptor } from "./record-descriptor.js";
import { Refusal } from "./refusal.js";

/** A stream that may ingest: where its rows go, and how they are read. */
export interface OpenStream {
  readonly table: Table;
  /**
   * Says how its records become rows of the table as it is now.
   * @throws {Refusal} INVALID_ARGUMENT when they do not fit it
   */
  readonly read: () => RecordReading;
  /** What that was when the stream was opened. */
  readonly reading: RecordReading;
}

/** A plan, and the decoder that follows it. */
export interface RecordReading {
  readonly plan: RecordPlan;
  readonly decode: RowDecoder;
}

/** What a stream is opened against. */
export interface StreamContext {
  readonly warehouse: Warehouse;
  readonly tokens: Tokens;
}

/**
 * Decides whether a stream may be opened: who asks, for which table, with which record type.
 * @throws {Refusal} with the code that the service answers
 */
export function openStream(
  request: CreateIngestStreamRequest,
  caller: Caller,
  { warehouse, tokens }: StreamContext,
): OpenStream {
  const recordType = recordTypeOf(request);
  const { tableName } = request;
  if (caller.table !== undefined && caller.table !== tableName) {
    throw new Refusal(
      "INVALID_ARGUMENT",
      `the header ${TABLE_NAME_HEADER} names ${JSON.stringify(caller.table)}, and create_stream ${JSON.stringify(tableName)}`,
    );
  }
  const table = authorizedTable(tableName, caller, { warehouse, tokens });
  // Before the descriptor, which does not matter then.
  refuseKind(table);
  // JSON goes by the table's own names; a descriptor that comes with it is of no use.
  const plan = recordType === "JSON" ? () => jsonPlan(table) : protoPlanner(request.descriptorProto, table);
  const read = (): RecordReading => {
    refuseKind(table);
    const now = plan();
    return { plan: now, decode: compileDecoder(now) };
  };
  return { table, read, reading: read() };
}

/**
 * The table that a caller may write.
 * @throws {Refusal} INVALID_ARGUMENT, UNAUTHENTICATED, PERMISSION_DENIED or NOT_FOUND, in this order
 */
export function authorizedTable(
  fullName: string,
  caller: Caller,
  { warehouse, tokens }: StreamContext,
): Table {
  if (parseTableName(fullName) === undefined) {
    throw new Refusal(
      "INVALID_ARGUMENT",
      `table_name ${JSON.stringify(fullName)} is not of the form catalog.schema.table`,
    );
  }
  authorize(fullName, caller, tokens);
  const table = warehouse.get(fullName);
  if (table === undefined) throw new Refusal("NOT_FOUND", `table ${fullName} does not exist`);
  return table;
}

/** An absent record type means PROTO; a value from another version of the protocol ends up among the unknown fields. */
function recordTypeOf(request: CreateIngestStreamRequest): RecordTypeName {
  const field = CreateIngestStreamRequestSchema.field.recordType;
  const isSet = isFieldSet(request, field);
  const isUnknown = !isSet && request.$unknown?.some(({ no }) => no === field.number);
  const recordType = isSet ? request.recordType : RecordType.PROTO;
  if (isUnknown || recordType === RecordType.RECORD_TYPE_UNSPECIFIED) {
    throw new Refusal("INVALID_ARGUMENT", "record_type is not specified; it must be PROTO or JSON");
  }
  return recordType === RecordType.JSON ? "JSON" : "PROTO";
}

/**
 * Sees to it that a table is of a kind that the service writes.
 * @throws {Refusal} INVALID_ARGUMENT, error code 4024
 */
export function refuseKind({ info }: Table): void {
  const why = unwritableKind(info);
  if (why !== undefined) {
    throw new Refusal("INVALID_ARGUMENT", `Unsupported table kind. ${why}. Error Code: 4024`);
  }
}

function protoPlanner(descriptorProto: Uint8Array, table: Table): () => RecordPlan {
  const descriptor = readDescriptor(descriptorProto);
  return () => {
    const { plan: row, problems } = planRow(descriptor, table.schema, table.unsupported);
    refuseMisfit(table, "the descriptor does not fit", problems);
    return { recordType: "PROTO", row };
  };
}

/**
 * How JSON records become rows of a table as it is now.
 * @throws {Refusal} INVALID_ARGUMENT when no record can
 */
export function jsonPlan(table: Table): RecordPlan {
  const { schema, unsupported } = table;
  refuseMisfit(table, "no record fits", requiredProblems(unsupported, ""));
  return { recordType: "JSON", schema, unsupported };
}

function refuseMisfit({ fullName }: Table, what: string, problems: readonly SchemaProblem[]): void {
  if (problems.length === 0) return;
  const texts = problems.map(({ text }) => text).join("; ");
  const causes = new Set(problems.map(({ cause }) => cause));
  throw new Refusal("INVALID_ARGUMENT", `${what} table ${fullName}: ${texts}. Error Code: 8001`, [...causes]);
}
