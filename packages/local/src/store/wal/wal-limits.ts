/** How much of anything a log has. */
export interface WalLimits {
  /** Size at which a segment is materialised before its time. */
  readonly segmentBytes: number;
  /** Size of what waits at which appends wait too. */
  readonly waitingBytes: number;
  /** What goes into the table in one commit. More would keep acks waiting: it is made on the same thread. */
  readonly commitRows: number;
  readonly commitBytes: number;
  /** How long closing goes on bringing rows into the table. The rest stays in the log. */
  readonly closeMs: number;
}

export const WAL_LIMITS: WalLimits = {
  segmentBytes: 16 * 1024 * 1024,
  waitingBytes: 64 * 1024 * 1024,
  commitRows: 2_048,
  commitBytes: 1024 * 1024,
  closeMs: 2_000,
};
