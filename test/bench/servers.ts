import { officialClient } from "../peers/official-client.js";
import { Sink } from "./sink/sink.js";
import { TokenServer } from "./token-server.js";

/** What contenders talk to. */
export interface Servers {
  readonly sink: Sink;
  readonly tokens: TokenServer;
  /** Whether the official SDK runs on this machine. */
  readonly hasOfficial: boolean;
}

/** Starts them for as long as they are used, and says what is special about this machine. */
export async function withServers(
  print: (text: string) => void,
  { json }: { readonly json: boolean },
  use: (servers: Servers) => Promise<void>,
): Promise<void> {
  const official = officialClient();
  await using sink = await Sink.start();
  await using tokens = await TokenServer.start();
  if (!json) {
    if (typeof official === "string") print(`without the official SDK: ${official}`);
    print(`the counting server is written in ${sink.kind}\n`);
  }
  await use({ sink, tokens, hasOfficial: typeof official !== "string" });
}
