import { createRequire } from "node:module";
import { OFFICIAL_PACKAGE, type OfficialClient, type OfficialStream } from "../peers/official-client.js";
import type { TableMessage } from "./encoded-rows.js";

/** Where a program finds the official SDK, and what that talks to. */
export interface OfficialPlace {
  readonly endpoint: string;
  readonly workspaceUrl: string;
  readonly peersFolder: string;
}

/** Opens a stream of the official SDK as it is installed there, with room for a million rows, its default. */
export function openOfficial(
  { endpoint, workspaceUrl, peersFolder }: OfficialPlace,
  { name, descriptor }: TableMessage,
  format: "proto" | "json",
): Promise<OfficialStream> {
  const client: OfficialClient = createRequire(peersFolder)(OFFICIAL_PACKAGE);
  const { ZerobusSdk, RecordType } = client;
  return new ZerobusSdk(endpoint, workspaceUrl).createStream(
    { tableName: name, ...(format === "proto" ? { descriptorProto: descriptor } : {}) },
    "any-id",
    "any-secret",
    { recordType: format === "proto" ? RecordType.Proto : RecordType.Json, recovery: false },
  );
}
