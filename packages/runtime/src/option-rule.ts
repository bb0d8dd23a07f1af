import { ZerobusError } from "./errors.js";

/** What an option has to be, in words, and whether a value is. */
export interface OptionRule {
  readonly wanted: string;
  readonly isMet: (value: unknown) => boolean;
}

export const aBoolean: OptionRule = {
  wanted: "true or false",
  isMet: (value) => typeof value === "boolean",
};

export const aFunction: OptionRule = {
  wanted: "a function",
  isMet: (value) => typeof value === "function",
};

export const anObject: OptionRule = {
  wanted: "an object",
  isMet: (value) => typeof value === "object" && value !== null,
};

export const aString: OptionRule = { wanted: "text", isMet: (value) => typeof value === "string" };

export const aPath: OptionRule = {
  wanted: "a path",
  isMet: (value) => typeof value === "string" && value !== "" && !value.includes("\0"),
};

export function wholeNumber(least: number, most: number = Number.MAX_SAFE_INTEGER): OptionRule {
  const wanted = `a whole number from ${least}${most === Number.MAX_SAFE_INTEGER ? "" : ` to ${most}`}`;
  const isMet = (value: unknown): boolean =>
    typeof value === "number" && Number.isSafeInteger(value) && value >= least && value <= most;
  return { wanted, isMet };
}

/**
 * Checks what is given and not undefined.
 * @throws ZerobusError `invalid_argument` naming the option that is unknown, or is not as it has to be. Text is quoted
 * only where it `isPublic`.
 */
export function checkOptions<Options extends object>(
  what: string,
  rules: Readonly<Record<keyof Options, OptionRule>>,
  options: Options,
  isPublic: boolean,
): void {
  const known = new Map<string, OptionRule>(Object.entries(rules));
  for (const [name, value] of Object.entries(options)) {
    const rule = known.get(name);
    if (value === undefined) continue;
    if (rule === undefined) {
      throw new ZerobusError("invalid_argument", `there is no ${what} option ${JSON.stringify(name)}`, {
        hint: `the options are ${[...known.keys()].join(", ")}`,
      });
    }
    if (rule.isMet(value)) continue;
    const got = typeof value !== "string" ? String(value) : isPublic ? JSON.stringify(value) : "text";
    throw new ZerobusError("invalid_argument", `option ${name} must be ${rule.wanted}, got ${got}`);
  }
}
