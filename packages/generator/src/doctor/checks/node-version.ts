import type { Check } from "../check.js";

const oldest = 20;

/** Whether this Node.js runs what is generated. */
export const nodeVersion: Check = {
  name: "Node.js",
  run({ context, report }) {
    const major = Number.parseInt(context.nodeVersion, 10);
    if (major >= oldest) report({ mark: "ok", message: context.nodeVersion });
    else {
      report({
        mark: "wrong",
        message: `${context.nodeVersion} is too old`,
        mend: `install Node.js ${oldest} or newer: https://nodejs.org`,
      });
    }
  },
};
