/** What a client is to do: have one row acked, then print a line. */
export interface FirstAckJob {
  /** Address of the server, which gives tokens too. */
  readonly endpoint: string;
  readonly table: string;
  /** The descriptor and a row, encoded, in base64: peers need not make them. */
  readonly descriptor: string;
  readonly record: string;
  /** Where the peers are installed. */
  readonly peersFolder: string;
}

/** The job of this process. */
export function job(): FirstAckJob {
  return JSON.parse(process.argv[2] ?? "");
}
