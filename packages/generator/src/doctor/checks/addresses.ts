import { isLoopback, workspaceOrigin } from "../../source/catalog/workspace-origin.js";
import { SourceError } from "../../source/source-error.js";
import type { Check, Examination } from "../check.js";
import { isUnknownRegion, readEndpointHost, readWorkspaceHost } from "../databricks-address.js";
import { setting } from "../setting.js";

const endpointForm = "https://<workspace id>.zerobus.<region>.cloud.databricks.com";
const workspaceMend =
  "set DATABRICKS_HOST to the address of the workspace alone, like https://dbc-1234.cloud.databricks.com";

/** Whether the addresses of the workspace and of the endpoint are what they should be, and belong together. */
export const addresses: Check = {
  name: "addresses",
  run(examination) {
    const { context, evidence, report } = examination;
    const emulator = setting(context.environment, "ZEROBUS_EMULATOR_HOST");
    if (emulator !== undefined) {
      examineEmulator(emulator, examination);
      return;
    }
    try {
      examineWorkspace(examination);
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      report({ mark: "wrong", message: `DATABRICKS_HOST: ${error.message}`, mend: workspaceMend });
    }
    examineEndpoint(examination);
    const { workspace, endpoint } = evidence;
    if (workspace === undefined || endpoint === undefined) return;
    const [home, zerobus] = [readWorkspaceHost(workspace.hostname), readEndpointHost(endpoint.hostname)];
    if (zerobus === undefined) return;
    if (home.domain !== undefined && home.domain !== zerobus.domain) {
      report({
        mark: "wrong",
        message: `the workspace is at ${home.domain}, and the endpoint at ${zerobus.domain}: two different clouds`,
        mend: `set ZEROBUS_ENDPOINT to https://${zerobus.workspaceId}.zerobus.<region>.${home.domain}`,
      });
    }
    if (home.workspaceId !== undefined && home.workspaceId !== zerobus.workspaceId) {
      report({
        mark: "wrong",
        message: `the endpoint is that of workspace ${zerobus.workspaceId}, and DATABRICKS_HOST is ${home.workspaceId}`,
        mend: `set ZEROBUS_ENDPOINT to https://${home.workspaceId}.zerobus.${zerobus.region}.${zerobus.domain}`,
      });
    }
  },
};

function examineEmulator(text: string, { evidence, report }: Examination): void {
  const address = text.includes("://") ? text : `http://${text}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.hostname === "") {
    report({
      mark: "wrong",
      message: "ZEROBUS_EMULATOR_HOST is no address",
      mend: "set it to host:port, like 127.0.0.1:8099, or unset it to reach Databricks",
    });
    return;
  }
  const origin = new URL(url.origin);
  Object.assign(evidence, { emulator: origin, workspace: origin, endpoint: origin, workspaceId: "local" });
  report({
    mark: "warning",
    message: `ZEROBUS_EMULATOR_HOST is set: everything goes to ${url.host}, nothing to Databricks`,
    mend: "for Databricks: unset ZEROBUS_EMULATOR_HOST",
  });
}

function examineWorkspace({ context, evidence, report }: Examination): void {
  const given = context.project.host ?? setting(context.environment, "DATABRICKS_HOST");
  if (given === undefined) {
    report({ mark: "wrong", message: "no workspace: DATABRICKS_HOST is not set", mend: workspaceMend });
    return;
  }
  const url = new URL(workspaceOrigin(given));
  const { isAccount, domain } = readWorkspaceHost(url.hostname);
  if (isAccount) {
    report({
      mark: "wrong",
      message: `${url.host} is the console of the account, which has no tables`,
      mend: workspaceMend,
    });
    return;
  }
  evidence.workspace = url;
  const rest = given
    .trim()
    .replace(/^[a-z]+:\/\//i, "")
    .replace(/^[^/?#]*\/*/, "");
  if (rest !== "") {
    report({
      mark: "wrong",
      message: "the address of the workspace goes on behind the host, which producers refuse",
      mend: `set DATABRICKS_HOST to ${url.origin}`,
    });
  } else if (domain === undefined && !isLoopback(url.hostname)) {
    report({
      mark: "warning",
      message: `workspace ${url.origin}: not at a domain of Databricks that is known here`,
    });
  } else {
    report({ mark: "ok", message: `workspace ${url.origin}` });
  }
}

function examineEndpoint({ context, evidence, report }: Examination): void {
  const text = setting(context.environment, "ZEROBUS_ENDPOINT");
  const { workspace } = evidence;
  const home = workspace === undefined ? undefined : readWorkspaceHost(workspace.hostname);
  const form = `https://${home?.workspaceId ?? "<workspace id>"}.zerobus.<region>.${home?.domain ?? "cloud.databricks.com"}`;
  const mend = `set ZEROBUS_ENDPOINT to ${form}; the id is the number behind ?o= in the workspace's address`;
  if (text === undefined) {
    report({ mark: "wrong", message: "no endpoint: ZEROBUS_ENDPOINT is not set", mend });
    return;
  }
  const address = text.includes("://") ? text : `https://${text}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || url.hostname === "" || !/^https?:$/.test(url.protocol)) {
    report({ mark: "wrong", message: "ZEROBUS_ENDPOINT is no address", mend });
    return;
  }
  const isLocal = isLoopback(url.hostname);
  if (url.protocol === "http:" && !isLocal) {
    report({
      mark: "wrong",
      message: "ZEROBUS_ENDPOINT is not https: credentials would travel in the open",
      mend,
    });
    return;
  }
  if (workspace !== undefined && url.host === workspace.host && !isLocal) {
    report({
      mark: "wrong",
      message: "ZEROBUS_ENDPOINT is the address of the workspace; the endpoint is another",
      mend,
    });
    return;
  }
  if (`${url.pathname}${url.search}${url.hash}`.replace(/^\/+/, "") !== "" || url.username !== "") {
    report({
      mark: "wrong",
      message: "ZEROBUS_ENDPOINT is more than scheme, host and port",
      mend: `set it to ${url.origin}`,
    });
    return;
  }
  evidence.endpoint = new URL(url.origin);
  const endpoint = readEndpointHost(url.hostname);
  if (endpoint === undefined) {
    evidence.workspaceId = isLocal ? "local" : (url.hostname.split(".", 1)[0] ?? "");
    report({
      mark: isLocal ? "ok" : "warning",
      message: `endpoint ${url.origin}${isLocal ? "" : `: not of the form ${endpointForm}`}`,
      ...(isLocal ? {} : { mend: `${mend}; a private link needs the option workspaceId in connect()` }),
    });
    return;
  }
  evidence.workspaceId = endpoint.workspaceId;
  report({ mark: "ok", message: `endpoint ${url.origin}` });
  if (isUnknownRegion(endpoint)) {
    report({
      mark: "warning",
      message: `${endpoint.region} is not a region with Zerobus that is known here`,
      mend: "see https://docs.databricks.com/aws/en/ingestion/zerobus-overview; it is the region of the workspace",
    });
  }
}
