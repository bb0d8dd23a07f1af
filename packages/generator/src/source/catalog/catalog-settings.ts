import { quoteName } from "@zerobus-gen/schema";
import { SourceError } from "../source-error.js";
import type { CatalogCredentials } from "./catalog-credentials.js";
import { type DatabricksProfile, findProfile, profileFile, requireProfile } from "./databricks-profile.js";
import { chooseProxy, type HttpProxy } from "./proxy-choice.js";
import { parseTokenCommand } from "./token-command.js";
import { isLoopback, workspaceOrigin } from "./workspace-origin.js";

/** Where tables that are named, rather than files, are read from, and as whom. */
export interface CatalogAccess {
  readonly host: string;
  readonly credentials: CatalogCredentials;
  /** The proxy on the way there; absent for the direct way. */
  readonly proxy?: HttpProxy;
}

/** What the command line or the config says about the catalog; each counts more than the environment. */
export interface CatalogChoice {
  /** Address of the workspace, or of another Unity Catalog server. */
  readonly host?: string | undefined;
  /** A profile of `.databrickscfg`. */
  readonly profile?: string | undefined;
  /** A program that prints a token: `databricks auth token --profile dev`, as one text or taken apart. */
  readonly tokenCommand?: string | readonly string[] | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Address of the catalog and credentials for it. Of each, the first that there is:
 *
 * - `ZEROBUS_EMULATOR_HOST`, where nothing was chosen: a local server, with its own credentials;
 * - the host: chosen, of the chosen profile, `DATABRICKS_HOST`, of the profile `DATABRICKS_CONFIG_PROFILE`, of the
 *   profile `DEFAULT`;
 * - the credentials: the chosen token command, those of the chosen profile, `DATABRICKS_TOKEN`,
 *   `DATABRICKS_CLIENT_ID` with `DATABRICKS_CLIENT_SECRET`, those of the profile `DATABRICKS_CONFIG_PROFILE`, those of
 *   the profile `DEFAULT`; none for a server on this machine.
 *
 * Profiles are in `DATABRICKS_CONFIG_FILE`, or in `~/.databrickscfg`. Credentials of a profile go only to the host of
 * that profile. `HTTPS_PROXY` and `NO_PROXY` say which way to go.
 *
 * @throws SourceError naming what is missing
 */
export function catalogSettings(choice: CatalogChoice, environment: Environment): CatalogAccess {
  const access = chooseAccess(choice, environment);
  const proxy = chooseProxy(workspaceOrigin(access.host), environment);
  return { ...access, ...(proxy && { proxy }) };
}

function chooseAccess(choice: CatalogChoice, environment: Environment): CatalogAccess {
  const emulator = environment.ZEROBUS_EMULATOR_HOST;
  const { host: chosenHost, profile: chosen, tokenCommand } = choice;
  if (emulator && !chosenHost && !chosen && !tokenCommand) {
    const address = emulator.includes("://") ? emulator : `http://${emulator}`;
    return { host: address, credentials: { clientId: "local", clientSecret: "local" } };
  }
  const { profile, isNamed } = profileOf(chosen, environment);
  const host = chosenHost || (chosen && profile?.host) || environment.DATABRICKS_HOST || profile?.host;
  if (!host) throw noHost(profile, environment);

  if (tokenCommand) {
    const command = typeof tokenCommand === "string" ? parseTokenCommand(tokenCommand) : tokenCommand;
    return { host, credentials: { tokenCommand: command } };
  }
  const credentials = chosen ? undefined : fromEnvironment(environment);
  if (credentials) return { host, credentials };
  if (profile && isFor(profile, host)) return { host, credentials: credentialsOf(profile) };
  if (profile && isNamed) {
    throw new SourceError(
      `the profile ${quoteName(profile.name)} is for ${profile.host ?? "no host"}, and tables are to be read from ${workspaceOrigin(host)}`,
      "leave the host out, or name the profile of that host",
    );
  }
  if (isLoopback(new URL(workspaceOrigin(host)).hostname)) return { host, credentials: "none" };
  throw noCredentials(host, environment);
}

/** The profile that counts, and whether somebody named it. */
function profileOf(
  chosen: string | undefined,
  environment: Environment,
): { readonly profile: DatabricksProfile | undefined; readonly isNamed: boolean } {
  const name = chosen || environment.DATABRICKS_CONFIG_PROFILE;
  if (name) return { profile: requireProfile(name, environment), isNamed: true };
  return { profile: findProfile("DEFAULT", environment), isNamed: false };
}

function fromEnvironment(environment: Environment): CatalogCredentials | undefined {
  const { DATABRICKS_TOKEN: token } = environment;
  if (token) return { token };
  const { DATABRICKS_CLIENT_ID: clientId, DATABRICKS_CLIENT_SECRET: clientSecret } = environment;
  return clientId && clientSecret ? { clientId, clientSecret } : undefined;
}

function isFor({ host }: DatabricksProfile, wanted: string): boolean {
  return host !== undefined && workspaceOrigin(host) === workspaceOrigin(wanted);
}

/** What a profile logs in with. @throws SourceError where it says something that is not known here, or nothing */
function credentialsOf(profile: DatabricksProfile): CatalogCredentials {
  const { name, file, token, clientId, clientSecret, authType } = profile;
  const where = `the profile ${quoteName(name)} in ${file}`;
  const cli = ["databricks", "auth", "token", "--profile", name];
  if (token && (authType === undefined || authType === "pat")) return { token };
  if (clientId && clientSecret && (authType === undefined || authType === "oauth-m2m")) {
    return { clientId, clientSecret };
  }
  if (authType === "databricks-cli") return { tokenCommand: cli };
  if (authType === "pat") throw new SourceError(`${where} has auth_type = pat and no token`, "add it");
  if (authType === "oauth-m2m") {
    throw new SourceError(
      `${where} has auth_type = oauth-m2m, and not both client_id and client_secret`,
      "add them",
    );
  }
  if (authType === undefined) {
    throw new SourceError(
      `${where} has nothing to log in with: no token, no client_id with client_secret, no auth_type`,
      `log in: databricks auth login --profile ${quoteName(name)}`,
    );
  }
  throw new SourceError(
    `${where} has auth_type = ${quoteName(authType)}; known here are pat, oauth-m2m and databricks-cli`,
    `let the Databricks CLI log in: --token-command "${cli.join(" ")}"`,
  );
}

function noHost(profile: DatabricksProfile | undefined, environment: Environment): SourceError {
  return new SourceError(
    `no catalog to read tables from: no host was given, ${lookedAt(["DATABRICKS_HOST"], environment)}, and ${
      profile
        ? `the profile ${quoteName(profile.name)} has none`
        : `there is no profile DEFAULT${inFile(environment)}`
    }`,
    "set DATABRICKS_HOST or pass --host; for a local server set ZEROBUS_EMULATOR_HOST",
  );
}

function noCredentials(host: string, environment: Environment): SourceError {
  const variables = ["DATABRICKS_TOKEN", "DATABRICKS_CLIENT_ID", "DATABRICKS_CLIENT_SECRET"];
  return new SourceError(
    `no credentials for the catalog: ${lookedAt(variables, environment)}, and no profile DEFAULT${inFile(environment)} is for ${workspaceOrigin(host)}`,
    "set DATABRICKS_TOKEN, or DATABRICKS_CLIENT_ID and DATABRICKS_CLIENT_SECRET, or pass --profile or --token-command",
  );
}

function lookedAt(names: readonly string[], environment: Environment): string {
  const missing = names.filter((name) => !environment[name]);
  return `${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} not set`;
}

function inFile(environment: Environment): string {
  const file = profileFile(environment);
  return file === undefined ? "" : ` in ${file}`;
}
