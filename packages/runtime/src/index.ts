export type { HeadersProvider } from "./auth/headers-provider.js";
export { connect, type TableStreams, Zerobus } from "./client/connect.js";
export type { ConnectOptions, Tables } from "./client/connect-options.js";
export type { EndSignal } from "./client/drain.js";
export type { LaneKey } from "./client/lanes.js";
export type { TableOptions } from "./client/open-table.js";
export type { Placement } from "./client/placed-table.js";
export { Receipt } from "./client/receipt.js";
export type { ConnectionOptions } from "./client/settings.js";
export type { LaneStatus } from "./client/status-feed.js";
export { type CloseReport, TableStream } from "./client/table-stream.js";
export type { VariantInput } from "./codegen/inputs.js";
export { type RawJson, rawJson } from "./codegen/raw-json.js";
export type {
  StandardIssue,
  StandardProps,
  StandardResult,
  StandardSchema,
} from "./codegen/standard-schema.js";
export type { Table, TableDefinition } from "./codegen/table.js";
export {
  BackpressureError,
  type ErrorCode,
  type SchemaCause,
  type SchemaChange,
  ZerobusError,
} from "./errors.js";
export type { RecordFormat } from "./row/record-format.js";
export { RowError } from "./row/row-error.js";
export type { RowIssue, RowIssueCode } from "./row/row-issue.js";
export type { SpoolOptions, SpoolSync } from "./spool/spool-options.js";
export type { StreamOptions } from "./stream/options.js";
export type { StreamStatus } from "./stream/status.js";
export type { WaitOptions } from "./stream/wait.js";
export type { WarningCode } from "./warn-once.js";
