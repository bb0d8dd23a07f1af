import type { Environment } from "./project.js";

/** A variable without spaces around it; nothing where it is empty. */
export function setting(environment: Environment, name: string): string | undefined {
  const value = environment[name]?.trim();
  return value === "" ? undefined : value;
}
