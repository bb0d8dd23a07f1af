import type { Check, Examination } from "../check.js";
import { setting } from "../setting.js";

const whereSecretsAre =
  "in the workspace: Settings, Identity and access, Service principals, the principal, Secrets, Generate secret";

/** Which credentials are used and where they come from; never what they are. */
export const credentials: Check = {
  name: "credentials",
  run(examination) {
    const { context, evidence, report } = examination;
    const { environment, project } = context;
    if (setting(environment, "ZEROBUS_EMULATOR_HOST") !== undefined) {
      evidence.producer = { clientId: "local", clientSecret: "local" };
      report({ mark: "ok", message: "none are needed: ZEROBUS_EMULATOR_HOST names a local server" });
      return;
    }
    reportSpoiled(examination);
    const token = setting(environment, "DATABRICKS_TOKEN");
    if (project.credentialsFrom !== undefined) {
      report({ mark: "ok", message: `${project.credentialsFrom}: reads the catalog` });
    } else if (token !== undefined) {
      evidence.catalogToken = token;
      report({ mark: "ok", message: "a token from DATABRICKS_TOKEN: reads the catalog" });
    }
    examineProducer(examination, project.credentialsFrom !== undefined || token !== undefined);
  },
};

function examineProducer({ context, evidence, report }: Examination, canReadCatalog: boolean): void {
  const clientId = setting(context.environment, "DATABRICKS_CLIENT_ID");
  const clientSecret = setting(context.environment, "DATABRICKS_CLIENT_SECRET");
  if (clientId !== undefined && clientSecret !== undefined) {
    evidence.producer = { clientId, clientSecret };
    const reads = canReadCatalog ? "" : " and reads the catalog";
    report({
      mark: "ok",
      message: `the service principal ${clientId}, from DATABRICKS_CLIENT_ID and DATABRICKS_CLIENT_SECRET: writes${reads}`,
    });
    return;
  }
  const missing = [
    ...(clientId === undefined ? ["DATABRICKS_CLIENT_ID"] : []),
    ...(clientSecret === undefined ? ["DATABRICKS_CLIENT_SECRET"] : []),
  ];
  if (missing.length === 1) {
    report({
      mark: "wrong",
      message: `${missing[0]} is not set, and the other half is of no use alone`,
      mend: `set ${missing[0]}; ${whereSecretsAre}`,
    });
  } else if (canReadCatalog) {
    report({
      mark: "warning",
      message: "no service principal: producers need one, unless they bring tokens of their own to connect()",
      mend: `set ${missing.join(" and ")}; ${whereSecretsAre}`,
    });
  } else {
    report({
      mark: "wrong",
      message: "there are none",
      mend: `set ${missing.join(" and ")}; ${whereSecretsAre}`,
    });
  }
}

/** Shells and `.env` files leave quotes and line breaks in values, and then nothing fits. */
function reportSpoiled({ context, report }: Examination): void {
  for (const name of ["DATABRICKS_TOKEN", "DATABRICKS_CLIENT_ID", "DATABRICKS_CLIENT_SECRET"]) {
    const value = setting(context.environment, name);
    if (value === undefined || /^[!#-&(-~]+$/.test(value)) continue;
    report({
      mark: "wrong",
      message: `${name} has quotes, spaces or other characters in it that no credential has`,
      mend: `copy it again; write ${name}=value, without quotes where they are not removed`,
    });
  }
}
