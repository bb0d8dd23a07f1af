import type { Finding } from "./finding.js";
import type { DoctorContext } from "./project.js";

/** One question of the doctor. */
export interface Check {
  /** A word or two: what is looked at. */
  readonly name: string;
  /** Looks, and reports all that it finds. What it throws counts as found wrong. */
  run(examination: Examination): void | Promise<void>;
}

/** What a check has at hand. */
export interface Examination {
  readonly context: DoctorContext;
  readonly evidence: Evidence;
  readonly report: (finding: Finding) => void;
  /** Longest wait for one connection or one answer, in milliseconds. */
  readonly timeoutMs: number;
  /** Fires when the time of the check is up. */
  readonly signal: AbortSignal;
}

/** What earlier checks found out and later ones need. */
export interface Evidence {
  /** A local server that everything goes to. */
  emulator?: URL;
  workspace?: URL;
  /** Nothing came back from it. */
  workspaceIsSilent?: true;
  endpoint?: URL;
  /** Of the endpoint. */
  workspaceId?: string;
  /** With which producers get their tokens. */
  producer?: { readonly clientId: string; readonly clientSecret: string };
  /** Reads the catalog, and permissions. */
  catalogToken?: string;
  /** The workspace gives the producer no token of any kind. */
  producerIsUnknown?: true;
  /** How far the clock of the server is ahead of ours. */
  clockSkewMs?: number;
  /** Texts that must not be shown. */
  readonly secrets: Set<string>;
}
