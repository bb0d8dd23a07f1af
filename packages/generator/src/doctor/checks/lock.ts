import type { Check } from "../check.js";

/** Whether the schemas are locked, and the generated files are made from them. */
export const lock: Check = {
  name: "lock",
  run({ context, report }) {
    const { configPath, lockPath, lockText, lockFault, staleFiles, tables } = context.project;
    if (lockText === undefined) {
      report({
        mark: configPath === undefined ? "skipped" : "wrong",
        message: `there is no ${lockPath}, so nothing says which columns the code was generated from`,
        mend: "zerobus-gen pull",
      });
      return;
    }
    if (/^<{7} /m.test(lockText)) {
      report({
        mark: "wrong",
        message: `${lockPath} has the marks of a merge conflict in it`,
        mend: `git checkout --theirs ${lockPath}\nzerobus-gen pull\nzerobus-gen generate`,
      });
      return;
    }
    if (lockFault !== undefined) {
      report({ mark: "wrong", message: lockFault.message, mend: lockFault.hint ?? "zerobus-gen pull" });
      return;
    }
    const count = tables.filter(({ schema }) => schema !== undefined).length;
    report({ mark: "ok", message: `${lockPath}: ${count} ${count === 1 ? "table" : "tables"}` });
    if (staleFiles === undefined) return;
    report(
      staleFiles.length === 0
        ? { mark: "ok", message: "the generated files are made from it" }
        : {
            mark: "wrong",
            message: `generated from something else: ${staleFiles.join(", ")}`,
            mend: "zerobus-gen generate",
          },
    );
  },
};
