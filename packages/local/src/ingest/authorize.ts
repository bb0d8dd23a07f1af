import { bearerToken, type Grant, type Tokens } from "../auth/tokens.js";
import { Refusal } from "./refusal.js";

/** Who wants to write, and how it came here. */
export interface Caller {
  /** The `authorization` header. */
  readonly authorization: string | undefined;
  /** The host that it reached, as it says: `127.0.0.1:4711`. Undefined when it does not. */
  readonly host?: string | undefined;
  /** The table that it names in a header. Undefined when it does not. */
  readonly table?: string | undefined;
}

/** What clients call the workspace of any local server: `local` is our word, the others are cut from its address. */
const OURS: readonly string[] = ["local", "localhost", "127"];

/**
 * Sees to it that a caller may write a table.
 * @throws {Refusal} UNAUTHENTICATED when the token is none for this server, PERMISSION_DENIED when it is for something else
 */
export function authorize(tableName: string, { authorization, host }: Caller, tokens: Tokens): void {
  const grant = grantOf(bearerToken(authorization), tokens);
  if (!isForZerobusAt(host, grant)) {
    throw new Refusal(
      "UNAUTHENTICATED",
      "Invalid token audience: ask for a token with the resource " +
        `api://databricks/workspaces/${workspaceOf(host) ?? "local"}/zerobusDirectWriteApi`,
    );
  }
  if (grant.kind === "catalog") {
    throw new Refusal(
      "PERMISSION_DENIED",
      `the token may not MODIFY ${tableName}; ask for it with authorization_details that name the table`,
    );
  }
  if (grant.table !== tableName) {
    throw new Refusal("PERMISSION_DENIED", `the token was issued for ${grant.table}, not for ${tableName}`);
  }
  if (grant.lacks !== undefined) {
    throw new Refusal(
      "PERMISSION_DENIED",
      `the token may not write ${tableName}; its authorization_details lack ${grant.lacks.join(", ")}`,
    );
  }
}

function grantOf(token: string | undefined, tokens: Tokens): Grant {
  if (token === undefined) {
    throw new Refusal("UNAUTHENTICATED", "the authorization header holds no bearer token");
  }
  const grant = tokens.verify(token);
  if (grant !== undefined) return grant;
  throw new Refusal(
    "UNAUTHENTICATED",
    "the token has expired or was not issued by this server; ask for a new one",
  );
}

function isForZerobusAt(host: string | undefined, { kind, workspaceId }: Grant): boolean {
  if (workspaceId === undefined) return kind === "table";
  return OURS.includes(workspaceId) || workspaceId === workspaceOf(host);
}

/** Clients take the first label of the endpoint's host for the workspace's id. */
function workspaceOf(host: string | undefined): string | undefined {
  return host?.split(/[.:]/, 1)[0];
}
