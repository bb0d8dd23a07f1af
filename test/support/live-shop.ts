import type { LocalZerobus } from "@zerobus-gen/local";
import { catalog, ORDERS, project } from "./project.js";
import { runCli } from "./run-cli.js";

/** The orders with their total dropped, a note added and a shop that must be filled. */
export const DRIFTED: string = JSON.stringify(driftedFrom(JSON.parse(ORDERS)));

function driftedFrom(info: { readonly columns: readonly { readonly name: string }[] }): object {
  const column = (name: string, type: string, nullable: boolean): object => ({
    name,
    type_json: JSON.stringify({ name, type, nullable, metadata: {} }),
    type_name: type.toUpperCase(),
    type_text: type,
    nullable,
  });
  const columns = [
    ...info.columns.filter(({ name }) => name !== "total"),
    column("note", "string", true),
    column("shop", "integer", false),
  ];
  return { ...info, columns: columns.map((each, position) => ({ ...each, position })) };
}

/** A project whose lock has these tables, in front of a catalog that has others. */
export async function lockedAndLive(
  locked: readonly string[],
  live: readonly string[],
  config: object = {},
): Promise<{
  readonly folder: string;
  readonly local: LocalZerobus;
  readonly variables: Readonly<Record<string, string>>;
}> {
  const files = Object.fromEntries(locked.map((table, index) => [`t${index}.json`, table]));
  const folder = project({ source: Object.keys(files), ...config }, files);
  const pulled = await runCli(folder, ["pull"]);
  if (pulled.code !== 0) throw new Error(pulled.err);
  return { folder, ...(await catalog(...live)) };
}
