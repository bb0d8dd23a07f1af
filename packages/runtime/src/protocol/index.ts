/**
 * The wire contract of Zerobus, shared by clients and servers: messages, the method, limits.
 * For sibling packages; applications import `@zerobus-gen/runtime`.
 */
export {
  type CloseStreamSignal,
  CloseStreamSignalSchema,
  type CreateIngestStreamRequest,
  CreateIngestStreamRequestSchema,
  type CreateIngestStreamResponse,
  CreateIngestStreamResponseSchema,
  type EphemeralStreamRequest,
  EphemeralStreamRequestSchema,
  type EphemeralStreamResponse,
  EphemeralStreamResponseSchema,
  type IngestRecordBatchRequest,
  IngestRecordBatchRequestSchema,
  type IngestRecordRequest,
  IngestRecordRequestSchema,
  type IngestRecordResponse,
  IngestRecordResponseSchema,
  RecordType,
} from "./gen/databricks/zerobus/zerobus_service_pb.js";
export { MAX_COLUMNS, MAX_REQUEST_BYTES, MAX_ROW_BYTES, MAX_SERVER_MESSAGE_BYTES } from "./limits.js";
export { EPHEMERAL_STREAM_PATH, TABLE_NAME_HEADER, TOKEN_PATH } from "./names.js";
