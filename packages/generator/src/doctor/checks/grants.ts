import { tableLabel } from "@zerobus-gen/schema";
import { serverWords } from "../../source/catalog/catalog-request.js";
import { grants as grantStatements } from "../../sql/grants.js";
import { formatScript } from "../../sql/statement.js";
import type { Check, Examination } from "../check.js";
import { eachTable } from "../each-table.js";
import { missingPrivileges } from "../effective-privileges.js";
import type { Finding } from "../finding.js";
import type { DoctorTable } from "../project.js";
import { requestToken } from "../token-request.js";

/** Whether producers may write to each table: by asking for the token that they would ask for. */
export const grants: Check = {
  name: "grants",
  async run(examination) {
    const { context, evidence, report } = examination;
    const { workspace, workspaceId, producer } = evidence;
    if (context.project.tables.length === 0) {
      report({ mark: "skipped", message: "no table to ask for" });
    } else if (workspace === undefined || producer === undefined || !workspaceId) {
      report({ mark: "skipped", message: "workspace, endpoint and service principal are needed to ask" });
    } else if (evidence.producerIsUnknown) {
      report({ mark: "skipped", message: "the service principal gets no token at all" });
    } else {
      await eachTable(examination, (table) => look(table, { workspace, workspaceId, producer }, examination));
    }
  },
};

interface Producer {
  readonly workspace: URL;
  readonly workspaceId: string;
  readonly producer: { readonly clientId: string; readonly clientSecret: string };
}

async function look(
  { name }: DoctorTable,
  { workspace, workspaceId, producer }: Producer,
  examination: Examination,
): Promise<readonly Finding[]> {
  const { clientId } = producer;
  const purpose = { table: name, workspaceId };
  const { token, answer } = await requestToken(workspace, producer, purpose, examination);
  const label = tableLabel(name);
  if (token !== undefined) return [{ mark: "ok", message: `${label}: ${clientId} may write to it` }];
  if (answer.status === undefined) {
    return [{ mark: "wrong", message: `${label}: no answer for a token to write: ${answer.reason}` }];
  }
  const { status, json } = answer;
  const said = `${status}${serverWords(json, [...examination.evidence.secrets])}`;
  if (status === 429 || status >= 500) {
    const message = `${label}: no token to write, for now: ${said}`;
    return [{ mark: "warning", message, mend: "try again in a minute" }];
  }
  const missing = await missingPrivileges(name, clientId, examination);
  if (missing?.length === 0) {
    return [
      {
        mark: "wrong",
        message: `${label}: no token to write (${said}), though ${clientId} has what it needs`,
        mend: `is ${workspaceId}, the beginning of ZEROBUS_ENDPOINT, the id of ${workspace.host}? Grants can also take a minute to count`,
      },
    ];
  }
  const lacks = missing === undefined ? "lacks a privilege" : `lacks ${missing.join(", ")}`;
  return [
    {
      mark: "wrong",
      message: `${label}: no token to write (${said}): ${clientId} ${lacks}`,
      mend: `have the owner run:\n${formatScript(grantStatements(name, clientId, missing)).replaceAll("\n\n", "\n")}`,
    },
  ];
}
