import type { Check } from "../check.js";

/** Whether the project has a config, and a good one. */
export const config: Check = {
  name: "config",
  run({ context, report }) {
    const { configPath, configFault } = context.project;
    if (configFault !== undefined) {
      const { message, hint } = configFault;
      report({ mark: "wrong", message, ...(hint !== undefined && { mend: hint }) });
    } else if (configPath === undefined) {
      report({
        mark: "warning",
        message: "there is no config: every command needs its sources and options on the command line",
        mend: "zerobus-gen init",
      });
    } else {
      report({ mark: "ok", message: configPath });
    }
  },
};
