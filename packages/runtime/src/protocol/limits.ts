/**
 * Largest request a client sends, in bytes: 10 MiB less 64 KiB. Larger batches are split.
 * @see https://docs.databricks.com/aws/en/ingestion/zerobus-quotas
 */
export const MAX_REQUEST_BYTES: number = 10 * 1024 * 1024 - 64 * 1024;

/** Largest encoded row a client accepts, in bytes: a request less its envelope. */
export const MAX_ROW_BYTES: number = MAX_REQUEST_BYTES - 64;

/** Largest row the service accepts, in bytes: 10 MiB. */
export const MAX_SERVER_MESSAGE_BYTES: number = 10 * 1024 * 1024;

/** Most columns a table may have to be a target. */
export const MAX_COLUMNS = 2000;
