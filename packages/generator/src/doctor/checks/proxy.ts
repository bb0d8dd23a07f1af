import type { Check, Examination } from "../check.js";
import { proxyFor } from "../proxy-for.js";

/** Which proxy is in between, if any. */
export const proxy: Check = {
  name: "proxy",
  run(examination) {
    const { evidence, report } = examination;
    if (evidence.emulator !== undefined) {
      report({ mark: "ok", message: "none: a local server is never reached through one" });
      return;
    }
    const direct: string[] = [];
    for (const target of [evidence.workspace, evidence.endpoint]) {
      if (target !== undefined && !examineWay(target, examination)) direct.push(target.host);
    }
    if (direct.length > 0) report({ mark: "ok", message: `none to ${direct.join(" and ")}` });
  },
};

/** False where the way is direct. */
function examineWay(target: URL, { context, evidence, report }: Examination): boolean {
  const choice = proxyFor(target, context.environment);
  if (choice === undefined) return false;
  const { variable, url } = choice;
  if (url === undefined) {
    report({
      mark: "wrong",
      message: `${variable} holds no address`,
      mend: `set ${variable} to http://host:port`,
    });
    return true;
  }
  evidence.secrets.add(url.password).add(decode(url.password));
  report({
    mark: "ok",
    message: `producers reach ${target.host} through ${url.protocol}//${url.host}, from ${variable}`,
  });
  if (target === evidence.workspace && !context.environment.NODE_USE_ENV_PROXY) {
    report({
      mark: "warning",
      message:
        "zerobus-gen itself asks the workspace directly: Node.js does not look at these variables by itself",
      mend: "set NODE_USE_ENV_PROXY=1, with Node.js 22.21 or 24 and newer",
    });
  }
  return true;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
