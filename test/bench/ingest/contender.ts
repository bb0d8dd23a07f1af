import { PEERS_FOLDER } from "../../peers/install.js";
import { counted } from "../counted.js";
import { answerOf } from "../program-run.js";
import type { Servers } from "../servers.js";
import type { Load, LoadFigures } from "./load.js";

const WARM_UP_MS = 1_000;
const MEASURED_MS = 1_500;

/** Who ingests: a program, and which way it goes about it. */
export interface Contender {
  readonly name: string;
  readonly program: "ours" | "official" | "hand-written" | "raw-http2";
  readonly way: string;
}

/**
 * Lets it ingest for a while, in a process of its own.
 * @throws Error where the server did not count the rows that were sent
 */
export function measured(
  { name, program, way }: Contender,
  shape: string,
  { sink, tokens }: Servers,
): Promise<LoadFigures> {
  const load: Load = {
    endpoint: sink.endpoint,
    workspaceUrl: tokens.address,
    peersFolder: PEERS_FOLDER,
    shape,
    way,
    warmUpMs: WARM_UP_MS,
    measuredMs: MEASURED_MS,
  };
  return counted(`${name}, ${shape}`, sink, () => answerOf<LoadFigures>(`ingest/${program}.ts`, load));
}
