/** How rows travel: as protobuf messages, or as JSON text. A stream takes one or the other. */
export type RecordFormat = "proto" | "json";
