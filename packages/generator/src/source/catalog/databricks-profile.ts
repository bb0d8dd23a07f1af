/// <reference path="./ini.d.ts" />
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { isJsonObject, quoteName } from "@zerobus-gen/schema";
import { parse } from "ini";
import { nearestNames } from "../nearest-names.js";
import { printable } from "../printable.js";
import { SourceError } from "../source-error.js";

/** The members of a profile in `.databrickscfg` that count here; each absent where it is not there or empty. */
export interface DatabricksProfile {
  /** The section that it is. */
  readonly name: string;
  /** The file that it is in. */
  readonly file: string;
  readonly host?: string;
  readonly token?: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
  /** How to log in, where the profile says: `pat`, `oauth-m2m`, `databricks-cli`, or another. */
  readonly authType?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Larger is no file of profiles. */
const maxBytes = 1024 * 1024;

/** Where profiles are: `DATABRICKS_CONFIG_FILE`, or `.databrickscfg` in the home folder. Undefined without one. */
export function profileFile(environment: Environment): string | undefined {
  const home = environment.HOME || environment.USERPROFILE;
  const given = environment.DATABRICKS_CONFIG_FILE;
  if (given) return home && /^~[/\\]/.test(given) ? join(home, given.slice(2)) : given;
  return home ? join(home, ".databrickscfg") : undefined;
}

/**
 * Reads one profile.
 *
 * @returns undefined where there is no such file or no such profile
 * @throws SourceError where the file cannot be read
 */
export function findProfile(name: string, environment: Environment): DatabricksProfile | undefined {
  const file = profileFile(environment);
  const sections = file === undefined ? undefined : readSections(file);
  const section = sections?.get(name);
  if (file === undefined || section === undefined) return undefined;
  const { host, token, client_id: clientId, client_secret: clientSecret, auth_type: authType } = section;
  return {
    name,
    file,
    ...(host && { host }),
    ...(token && { token }),
    ...(clientId && { clientId }),
    ...(clientSecret && { clientSecret }),
    ...(authType && { authType }),
  };
}

/** Reads a profile that somebody named. @throws SourceError as {@link findProfile}, and where it is not there */
export function requireProfile(name: string, environment: Environment): DatabricksProfile {
  const profile = findProfile(name, environment);
  if (profile !== undefined) return profile;
  const file = profileFile(environment);
  if (file === undefined) {
    throw new SourceError(
      `there is no file to find the profile ${quoteName(name)} in`,
      "set DATABRICKS_CONFIG_FILE, or HOME",
    );
  }
  const sections = readSections(file);
  if (sections === undefined) {
    throw new SourceError(
      `there is no profile ${quoteName(name)}: ${file} does not exist`,
      `make it: databricks auth login --profile ${quoteName(name)}; or name the file in DATABRICKS_CONFIG_FILE`,
    );
  }
  const names = [...sections.keys()];
  const near = nearestNames(name, names);
  throw new SourceError(
    `there is no profile ${quoteName(name)} in ${file}`,
    near.length > 0
      ? `did you mean ${near.map(quoteName).join(" or ")}?`
      : `it has ${names.map(quoteName).join(", ") || "none"}`,
  );
}

type Section = Readonly<Record<string, string>>;

function readSections(file: string): ReadonlyMap<string, Section> | undefined {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined) return undefined;
  if (!stats.isFile() || stats.size > maxBytes) {
    throw new SourceError(
      `${file} is no file of Databricks profiles`,
      "name another in DATABRICKS_CONFIG_FILE",
    );
  }
  try {
    return sectionsOf(parse(readFileSync(file, "utf8").replace(/^\uFEFF/, "")));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SourceError(`cannot read ${file}: ${printable(reason)}`, "may this user read it?");
  }
}

/** The library makes `[a.b]` a member `b` of `a`; a profile may have a dot in its name. */
function sectionsOf(parsed: Readonly<Record<string, unknown>>, prefix = ""): Map<string, Section> {
  const sections = new Map<string, Section>();
  for (const [key, value] of Object.entries(parsed)) {
    if (!isJsonObject(value)) continue;
    const members: Record<string, string> = {};
    for (const [name, text] of Object.entries(value)) {
      if (typeof text === "string") members[name.toLowerCase()] = text.trim();
    }
    if (Object.keys(members).length > 0) sections.set(`${prefix}${key}`, members);
    for (const [name, section] of sectionsOf(value, `${prefix}${key}.`)) sections.set(name, section);
  }
  return sections;
}
