/** How much of anything a log has. */
export interface WalLimits {
  /** Size at which a segment is materialised before its time. */
  readonly segmentBytes: number;
  /** Size of what waits at which appends wait too. */
  readonly waitingBytes: number;
  /** What goes into the table in one commit. More would keep acks waiting: it is made on the same thread. */
  readonly commitRows: number;
  readonly commitBytes: number;
}

export const WAL_LIMITS: WalLimits = {
  segmentBytes: 16 * 1024 * 1024,
  waitingBytes: 64 * 1024 * 1024,
  commitRows: 8_192,
  commitBytes: 4 * 1024 * 1024,
};
