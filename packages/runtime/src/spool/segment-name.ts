/** Which segment of a spool a file is. */
export interface SegmentName {
  /** Counts the streams that had the spool, one after the other. */
  readonly run: number;
  /** Counts the segments of a run. */
  readonly sequence: number;
  /** True when the file is only kept to be looked at, since not all of it could be read. */
  readonly isSetAside: boolean;
}

const PATTERN = /^(\d{8})-(\d{8})\.log(\.damaged)?$/;

/** Names sort as their segments do. */
export function formatSegmentName(run: number, sequence: number): string {
  return `${String(run).padStart(8, "0")}-${String(sequence).padStart(8, "0")}.log`;
}

/** The name under which a damaged segment is kept. */
export function setAsideName(file: string): string {
  return `${file}.damaged`;
}

/** Undefined for a file that is no segment. */
export function parseSegmentName(name: string): SegmentName | undefined {
  const [, run, sequence, setAside] = PATTERN.exec(name) ?? [];
  if (run === undefined) return undefined;
  return { run: Number(run), sequence: Number(sequence), isSetAside: setAside !== undefined };
}
