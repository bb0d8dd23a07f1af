import type { TableName } from "@zerobus-gen/schema";
import { catalogSourceOf, environmentOf, findProject, type Project } from "../config/project.js";
import { type CatalogAccess, catalogSettings } from "../source/catalog/catalog-settings.js";
import { type CatalogFlags, catalogSourceOfFlags } from "./flags.js";
import type { Call, GlobalFlags } from "./verb.js";

type Namespace = Pick<TableName, "catalog" | "schema">;

/** What sources that are named on the command line are read with. */
export interface NamedSources {
  /** That of the folder, where there is one. */
  readonly project: Project | undefined;
  readonly options: { readonly catalog: () => CatalogAccess; readonly namespace?: Namespace };
}

/**
 * Reading as the flags say, else the environment that they name, else the config, else the variables.
 *
 * @throws ConfigError where the config is broken, or has no such environment
 */
export async function namedSources(
  flags: GlobalFlags & CatalogFlags & { readonly namespace?: Namespace },
  { folder, variables }: Call,
): Promise<NamedSources> {
  const project = await findProject(folder, flags.config);
  const source = catalogSourceOf(project, environmentOf(project, flags.env), catalogSourceOfFlags(flags));
  const namespace = flags.namespace ?? project?.namespace;
  return {
    project,
    options: { catalog: () => catalogSettings(source, variables), ...(namespace && { namespace }) },
  };
}
