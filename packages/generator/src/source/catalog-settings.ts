import type { CatalogAccess } from "./read-sources.js";
import { SourceError } from "./source-error.js";

/**
 * Address of the catalog and credentials for it from the environment: `ZEROBUS_EMULATOR_HOST` for a local server;
 * otherwise `DATABRICKS_HOST` with `DATABRICKS_TOKEN`, or with `DATABRICKS_CLIENT_ID` and `DATABRICKS_CLIENT_SECRET`.
 *
 * @param host address that counts more than the environment's
 * @throws SourceError naming what is missing
 */
export function catalogSettings(
  host: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): CatalogAccess {
  const emulator = environment.ZEROBUS_EMULATOR_HOST;
  if (host === undefined && emulator) {
    const address = emulator.includes("://") ? emulator : `http://${emulator}`;
    return { host: address, credentials: { clientId: "local", clientSecret: "local" } };
  }
  const address = host ?? environment.DATABRICKS_HOST;
  if (!address) {
    throw new SourceError(
      "no catalog to read tables from",
      "set DATABRICKS_HOST or pass --host; for a local server set ZEROBUS_EMULATOR_HOST",
    );
  }
  const token = environment.DATABRICKS_TOKEN;
  if (token) return { host: address, credentials: { token } };
  const { DATABRICKS_CLIENT_ID: clientId, DATABRICKS_CLIENT_SECRET: clientSecret } = environment;
  if (clientId && clientSecret) return { host: address, credentials: { clientId, clientSecret } };
  throw new SourceError(
    "no credentials for the catalog",
    "set DATABRICKS_TOKEN, or DATABRICKS_CLIENT_ID and DATABRICKS_CLIENT_SECRET",
  );
}
