import { isJsonObject, type TableName } from "@zerobus-gen/schema";
import type { Privilege } from "../sql/grants.js";
import type { Examination } from "./check.js";
import { askOverHttp } from "./http-answer.js";

/** The privileges of a producer that a principal lacks; undefined where the catalog does not tell. */
export async function missingPrivileges(
  { catalog, schema, table }: TableName,
  principal: string,
  examination: Examination,
): Promise<readonly Privilege[] | undefined> {
  const inSchema = `${catalog}.${schema}`;
  const [onCatalog, onSchema, onTable] = await Promise.all([
    privilegesOn("catalog", catalog, principal, examination),
    privilegesOn("schema", inSchema, principal, examination),
    privilegesOn("table", `${inSchema}.${table}`, principal, examination),
  ]);
  if (onCatalog === undefined || onSchema === undefined || onTable === undefined) return undefined;
  return [
    ...(onCatalog.any.has("USE_CATALOG") ? [] : ["USE CATALOG" as const]),
    ...(onSchema.any.has("USE_SCHEMA") ? [] : ["USE SCHEMA" as const]),
    // Inherited, or by ALL PRIVILEGES, these two do not count.
    ...(onTable.own.has("SELECT") ? [] : ["SELECT" as const]),
    ...(onTable.own.has("MODIFY") ? [] : ["MODIFY" as const]),
  ];
}

interface Privileges {
  /** Granted on the object itself. */
  readonly own: ReadonlySet<string>;
  /** Inherited ones too. */
  readonly any: ReadonlySet<string>;
}

/** @see https://docs.databricks.com/api/workspace/grants/geteffective */
async function privilegesOn(
  kind: "catalog" | "schema" | "table",
  fullName: string,
  principal: string,
  { context, evidence, timeoutMs, signal }: Examination,
): Promise<Privileges | undefined> {
  const { workspace, catalogToken } = evidence;
  if (workspace === undefined || catalogToken === undefined) return undefined;
  const path = `/api/2.1/unity-catalog/effective-permissions/${kind}/${encodeURIComponent(fullName)}`;
  const answer = await askOverHttp(
    {
      url: `${workspace.origin}${path}?principal=${encodeURIComponent(principal)}`,
      method: "GET",
      headers: { authorization: `Bearer ${catalogToken}`, accept: "application/json" },
    },
    { timeoutMs, signal, now: context.now },
  );
  if (answer.status !== 200 || !isJsonObject(answer.json)) return undefined;
  const granted = listOf(answer.json.privilege_assignments).flatMap(({ privileges }) => listOf(privileges));
  const names = (wanted: typeof granted): ReadonlySet<string> =>
    new Set(wanted.flatMap(({ privilege }) => (typeof privilege === "string" ? [privilege] : [])));
  const isOwn = ({ inherited_from_type: from }: (typeof granted)[number]): boolean =>
    from === undefined || from === null;
  return { own: names(granted.filter(isOwn)), any: names(granted) };
}

function listOf(json: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(json) ? json.filter(isJsonObject) : [];
}
