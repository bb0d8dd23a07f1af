import { isJsonObject, type TableName } from "@zerobus-gen/schema";
import type { Examination } from "./check.js";
import { askOverHttp, type HttpAnswer } from "./http-answer.js";

/** What a token endpoint said: a token, or why there is none. */
export type TokenAnswer =
  | { readonly token: string; readonly answer: HttpAnswer }
  | { readonly token?: never; readonly answer: HttpAnswer };

/**
 * Asks the workspace for a token of the service principal: for the catalog, or as producers do, for writing to one
 * table alone.
 *
 * @see https://docs.databricks.com/aws/en/ingestion/zerobus-api-protocols
 */
export async function requestToken(
  workspace: URL,
  principal: { readonly clientId: string; readonly clientSecret: string },
  purpose: "catalog" | { readonly table: TableName; readonly workspaceId: string },
  { context, evidence, timeoutMs, signal }: Examination,
): Promise<TokenAnswer> {
  const basic = Buffer.from(`${principal.clientId}:${principal.clientSecret}`).toString("base64");
  evidence.secrets.add(basic);
  const form = new URLSearchParams({ grant_type: "client_credentials", scope: "all-apis" });
  if (purpose !== "catalog") {
    form.set("resource", `api://databricks/workspaces/${purpose.workspaceId}/zerobusDirectWriteApi`);
    form.set("authorization_details", JSON.stringify(privilegesOn(purpose.table)));
  }
  const answer = await askOverHttp(
    {
      url: `${workspace.origin}/oidc/v1/token`,
      method: "POST",
      headers: { authorization: `Basic ${basic}`, "content-type": "application/x-www-form-urlencoded" },
      body: form.toString(),
    },
    { timeoutMs, signal, now: context.now },
  );
  const token = answer.status === 200 && isJsonObject(answer.json) ? answer.json.access_token : undefined;
  if (typeof token !== "string" || !/^[!-~]+$/.test(token)) return { answer };
  evidence.secrets.add(token);
  return { token, answer };
}

function privilegesOn({ catalog, schema, table }: TableName): readonly object[] {
  const type = "unity_catalog_privileges";
  const inSchema = `${catalog}.${schema}`;
  return [
    { type, privileges: ["USE CATALOG"], object_type: "CATALOG", object_full_path: catalog },
    { type, privileges: ["USE SCHEMA"], object_type: "SCHEMA", object_full_path: inSchema },
    {
      type,
      privileges: ["SELECT", "MODIFY"],
      object_type: "TABLE",
      object_full_path: `${inSchema}.${table}`,
      operations: ["zerobuswrite"],
    },
  ];
}
