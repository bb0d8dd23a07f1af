import { fork } from "node:child_process";
import { once } from "node:events";
import { PEERS_FOLDER } from "../../peers/install.js";
import { builtProgram } from "../programs.js";
import type { RowKind } from "../row-kinds.js";
import type { Sink } from "../sink/sink.js";
import type { TokenServer } from "../token-server.js";
import type { Load, LoadFigures } from "./load.js";

const WARM_UP_MS = 1_000;
const MEASURED_MS = 1_500;

/** Who ingests: a program, and which way it goes about it. */
export interface Contender {
  readonly name: string;
  readonly program: "ours" | "official" | "hand-written" | "raw-http2";
  readonly way: string;
}

/** What they talk to. */
export interface Servers {
  readonly sink: Sink;
  readonly tokens: TokenServer;
}

/**
 * Lets it ingest for a while, in a process of its own.
 * @throws Error where the server did not count the rows that were sent
 */
export async function measured(
  { name, program, way }: Contender,
  kind: RowKind,
  { sink, tokens }: Servers,
): Promise<LoadFigures> {
  const path = await builtProgram(`ingest/${program}.ts`);
  const before = await sink.count();
  const load: Load = {
    endpoint: sink.endpoint,
    workspaceUrl: tokens.address,
    peersFolder: PEERS_FOLDER,
    kind,
    way,
    warmUpMs: WARM_UP_MS,
    measuredMs: MEASURED_MS,
  };
  const figures = await answerOf<LoadFigures>(path, load);
  const { rows } = await sink.count();
  const counted = rows - before.rows;
  if (counted === figures.sentRows) return figures;
  throw new Error(`${name}, ${kind}: ${figures.sentRows} rows were sent, and the server counted ${counted}`);
}

/** What a program answers to one message. @throws Error where it ends without an answer */
export async function answerOf<Answer>(
  path: string,
  message: object,
  execArgv: readonly string[] = [],
): Promise<Answer> {
  const child = fork(path, { execArgv: [...execArgv] });
  const exited = once(child, "exit");
  child.send(message);
  const answer = await new Promise<Answer>((resolve, reject) => {
    child.once("message", (answered: Answer) => resolve(answered));
    child.once("exit", (code) => reject(new Error(`${path} ended with ${code}, and no answer`)));
  });
  await exited;
  return answer;
}
