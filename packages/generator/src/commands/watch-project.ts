import { relative, resolve } from "node:path";
import { findConfig } from "../config/find-config.js";
import { loadProject } from "../config/project.js";
import type { Terminal } from "../terminal.js";
import { Changes } from "./changes.js";
import { EXIT, type ExitCode } from "./exit-code.js";
import { type GenerateProjectOptions, generateProject } from "./generate-project.js";

/**
 * Generates now, and again whenever the config, the lock or a local source changes, until the signal fires. No error
 * ends it: it is printed, and the next change is waited for.
 *
 * @throws ConfigError where there is no config to watch
 */
export async function watchProject(
  place: { readonly folder: string; readonly file: string | undefined },
  options: GenerateProjectOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<ExitCode> {
  const file = place.file === undefined ? findConfig(place.folder) : resolve(place.folder, place.file);
  if (file === undefined) await loadProject(place.folder);
  const config = file ?? place.folder;
  using changes = new Changes();
  let isFirst = true;
  changes.watch([config]);
  while (!signal.aborted) {
    try {
      const project = await loadProject(place.folder, config);
      changes.watch([config, project.lock, ...project.localSources]);
      await generateProject(project, { ...options, quiet: !isFirst }, terminal, signal);
    } catch (error) {
      if (signal.aborted) break;
      const hint = error instanceof Error && "hint" in error ? error.hint : undefined;
      const message = error instanceof Error ? error.message : String(error);
      terminal.err(`error ${message}${typeof hint === "string" ? `\n    ${hint}` : ""}`);
    }
    if (isFirst) terminal.err(`watching ${relative(place.folder, config)} and what it names; Ctrl-C ends it`);
    isFirst = false;
    await changes.next(signal);
  }
  return EXIT.clean;
}
