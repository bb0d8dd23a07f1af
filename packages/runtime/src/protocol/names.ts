/** The one method of the service, as HTTP/2 path. */
export const EPHEMERAL_STREAM_PATH = "/databricks.zerobus.Zerobus/EphemeralStream";

/** Request header that carries the full table name beside the message that carries it too. */
export const TABLE_NAME_HEADER = "x-databricks-zerobus-table-name";

/** OAuth token endpoint, below the workspace's address. */
export const TOKEN_PATH = "/oidc/v1/token";
