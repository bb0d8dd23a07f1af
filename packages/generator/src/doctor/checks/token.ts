import { serverWords } from "../../source/catalog/catalog-request.js";
import type { Check, Examination } from "../check.js";
import type { HttpAnswer } from "../http-answer.js";
import { requestToken } from "../token-request.js";

/** Whether the workspace gives the service principal a token at all. */
export const token: Check = {
  name: "token",
  async run(examination) {
    const { evidence, report } = examination;
    const { workspace, producer } = evidence;
    if (workspace === undefined || producer === undefined) {
      const missing = workspace === undefined ? "no workspace" : "no service principal";
      report({ mark: "skipped", message: `${missing} to ask for a token` });
      return;
    }
    const { token: given, answer } = await requestToken(workspace, producer, "catalog", examination);
    if ("clockSkewMs" in answer) evidence.clockSkewMs = answer.clockSkewMs;
    if (given === undefined) {
      evidence.producerIsUnknown = true;
      explain(answer, workspace, producer.clientId, examination);
      return;
    }
    evidence.catalogToken ??= given;
    report({ mark: "ok", message: `${workspace.host} gives one to ${producer.clientId}` });
    if (answer.status !== undefined) compareWorkspaceId(answer.headers, examination);
  },
};

function explain(
  answer: HttpAnswer,
  workspace: URL,
  clientId: string,
  { report, evidence }: Examination,
): void {
  const where = `${workspace.origin}/oidc/v1/token`;
  if (answer.status === undefined) {
    evidence.workspaceIsSilent = true;
    report({
      mark: "wrong",
      message: `no answer from ${where}: ${answer.reason}`,
      mend: "see what was found about the network",
    });
    return;
  }
  const { status } = answer;
  const message = `${where} gave none: ${status}${serverWords(answer.json, [...evidence.secrets])}`;
  report({ mark: "wrong", message, mend: mendFor(status, clientId) });
}

function mendFor(status: number, clientId: string): string {
  if (status === 400 || status === 401) {
    return [
      `the workspace does not know ${clientId}, or not with this secret. In its settings:`,
      "1. Service principals: is there one with this application id? If not, add it to the workspace",
      "2. its Secrets: has this one expired? Generate another, and set DATABRICKS_CLIENT_SECRET to it",
    ].join("\n");
  }
  if (status === 403) {
    return "the workspace refuses this machine: have its address added to the IP access list, or connect by VPN";
  }
  if (status === 200 || status === 404 || (status >= 300 && status < 400)) {
    return "that is no workspace: set DATABRICKS_HOST to what the browser shows when you are in it, without the path";
  }
  return status === 429
    ? "too many requests; try again in a minute"
    : "the workspace has trouble; try again later";
}

/** Databricks tells in every answer which workspace gave it. A wrong id makes tokens that the endpoint refuses. */
function compareWorkspaceId(headers: Headers, { evidence, report }: Examination): void {
  const actual = headers.get("x-databricks-org-id")?.trim() ?? "";
  const { workspaceId } = evidence;
  if (!/^[1-9]\d*$/.test(actual) || workspaceId === undefined || workspaceId === actual) return;
  report({
    mark: "warning",
    message: `the workspace says that its id is ${actual}, and ZEROBUS_ENDPOINT begins with ${workspaceId}`,
    mend: `set ZEROBUS_ENDPOINT to the same address with ${actual} at its beginning`,
  });
}
