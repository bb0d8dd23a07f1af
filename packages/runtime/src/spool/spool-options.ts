import { ZerobusError } from "../errors.js";
import { LONGEST_DELAY_MS } from "../longest-delay.js";
import { aPath, type OptionRule, wholeNumber } from "../option-rule.js";

/** When a spooled row is on the disk itself, beyond the memory of the operating system. */
export type SpoolSync = "always" | "interval" | "none";

/** Where accepted rows are kept until they are acked, and what they survive there. */
export interface SpoolOptions {
  /** Folder for the spools. Created when it is not there; one process at a time may use it for a table. */
  readonly dir: string;
  /**
   * What an accepted row survives. Default `interval`.
   *
   * | | the process is killed | the power is cut |
   * |---|---|---|
   * | `none` | no row is lost | any row may be |
   * | `interval` | no row is lost | at most those of the last `syncIntervalMs` |
   * | `always` | no row is lost | no row is lost; `ingest` waits for the disk |
   */
  readonly sync?: SpoolSync;
  /** Milliseconds from a row's being written to its being synced, with `interval`. Default 100. */
  readonly syncIntervalMs?: number;
}

/** {@link SpoolOptions} with every default filled in. */
export type ResolvedSpoolOptions = Required<SpoolOptions>;

const DEFAULTS: Omit<ResolvedSpoolOptions, "dir"> = { sync: "interval", syncIntervalMs: 100 };

const RULES: Readonly<Record<keyof SpoolOptions, OptionRule>> = {
  dir: { ...aPath, wanted: "the path of a folder" },
  sync: {
    wanted: '"always", "interval" or "none"',
    isMet: (value) => value === "always" || value === "interval" || value === "none",
  },
  syncIntervalMs: wholeNumber(1, LONGEST_DELAY_MS),
};

/**
 * Fills in the defaults.
 * @throws ZerobusError `invalid_argument` naming the option that is missing, unknown or out of range.
 */
export function resolveSpoolOptions(options: SpoolOptions): ResolvedSpoolOptions {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const unknown = given.find(([name]) => !Object.hasOwn(RULES, name));
  if (unknown !== undefined) {
    throw new ZerobusError("invalid_argument", `there is no spool option ${JSON.stringify(unknown[0])}`, {
      hint: `the options are ${Object.keys(RULES).join(", ")}`,
    });
  }
  const resolved = { ...DEFAULTS, dir: options.dir, ...Object.fromEntries(given) };
  // What is missing is refused too, hence not only what is given.
  for (const [name, { wanted, isMet }] of Object.entries(RULES)) {
    const value: unknown = Reflect.get(resolved, name);
    if (isMet(value)) continue;
    throw new ZerobusError(
      "invalid_argument",
      `option spool.${name} must be ${wanted}, got ${String(value)}`,
    );
  }
  return resolved;
}
