import type { Check, Examination } from "../check.js";
import { proxyFor } from "../proxy-for.js";
import { type Reached, reach } from "../reach.js";

/** Whether names resolve, ports answer and certificates are trusted, on the way that producers take. */
export const network: Check = {
  name: "network",
  async run(examination) {
    const { workspace, endpoint, emulator } = examination.evidence;
    if (emulator !== undefined) {
      await examineWay("the local server", emulator, examination);
      return;
    }
    if (workspace === undefined && endpoint === undefined) {
      examination.report({ mark: "skipped", message: "no address to connect to" });
    }
    if (workspace !== undefined) await examineWay("the workspace", workspace, examination);
    if (endpoint !== undefined) await examineWay("the endpoint", endpoint, examination);
  },
};

async function examineWay(what: string, target: URL, examination: Examination): Promise<void> {
  const { context, evidence, report } = examination;
  const proxy = evidence.emulator === undefined ? proxyFor(target, context.environment)?.url : undefined;
  const reached = await reach(target, proxy, examination);
  if (reached.step === "done") {
    report({ mark: "ok", message: `${what} ${target.host} answers${reached.tls ? `, ${reached.tls}` : ""}` });
    if (target === evidence.endpoint && reached.isHttp2 === false) {
      report({
        mark: "warning",
        message: `${target.host} does not offer HTTP/2, which gRPC needs: something in between ends the encryption`,
        mend: `have the network let ${target.host} through without inspection`,
      });
    }
    return;
  }
  // Behind a proxy it may still answer those who go straight, as the catalog is read.
  if (target === evidence.workspace && proxy === undefined) evidence.workspaceIsSilent = true;
  const message = `${what} ${target.host} cannot be reached: ${reached.message}`;
  report({ mark: "wrong", message, mend: mendFor(reached, target, examination) });
}

function mendFor(
  { step, code }: Exclude<Reached, { step: "done" }>,
  target: URL,
  { evidence }: Examination,
): string {
  if (evidence.emulator !== undefined) return `zerobus-gen dev --port ${target.port || "80"}`;
  switch (step) {
    case "name":
      return "no such name: check the spelling; a private workspace is known only inside its network or VPN";
    case "connection":
      return `have the network allow outgoing connections to ${target.host}, port ${target.port || "443"}`;
    case "proxy":
      if (code === "407")
        return "put user and password into the proxy variable: http://user:password@host:port";
      return `have the proxy allow CONNECT to ${target.host}, or name the host in NO_PROXY`;
    case "encryption":
      return encryptionMend(code);
  }
}

function encryptionMend(code: string): string {
  if (/SELF_SIGNED|UNABLE_TO|CERT_UNTRUSTED|INVALID_CA/.test(code)) {
    return "trust the authority of your network: set NODE_EXTRA_CA_CERTS to its certificate (PEM), or pass `ca` to connect()";
  }
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID")
    return "the certificate is for another name: check the address";
  if (/EXPIRED|NOT_YET_VALID/.test(code)) return "check the clock of this machine, and then the certificate";
  return "something that is no TLS server answers there: check address, port and proxy";
}
