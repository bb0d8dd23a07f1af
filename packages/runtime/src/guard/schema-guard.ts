import type { Change, TableSchema } from "@zerobus-gen/schema";
import type { TableDefinition } from "../codegen/table.js";
import { type ErrorContext, type SchemaChange, ZerobusError } from "../errors.js";
import { type CatalogAccess, fetchTableInfo } from "./catalog-table.js";
import { generatedSchema } from "./generated-schema.js";

/** Compares what a client was generated from with the table as the catalog has it. */
export interface SchemaGuard {
  /**
   * Resolves when the table still fits, or nobody wants to know. What fits once is not asked again: a change after
   * that the service refuses by itself.
   * @throws ZerobusError `schema_mismatch` with what changed, or why the catalog could not be read
   */
  beforeOpen(signal: AbortSignal): Promise<void>;
  /** The refusal with what changed, where the catalog can be read in time and something has; else as it is. */
  explain(refusal: ZerobusError, signal: AbortSignal): Promise<ZerobusError>;
}

/** Longest wait for the catalog, so that a refusal is not held back for ever. */
const TIMEOUT_MS = 5_000;

/** Changes that a message spells out. */
const MOST_SAID = 5;

/** A guard for one table. It asks the catalog when it is needed and never before. */
export function schemaGuard<Row>(
  access: CatalogAccess,
  table: TableDefinition<Row>,
  verifyOnOpen: boolean,
): SchemaGuard {
  let isVerified = !verifyOnOpen;
  return {
    beforeOpen: async (signal) => {
      if (isVerified) return;
      const changes = await breakingChanges(access, table, signal);
      if (changes.length > 0) throw mismatch(table.name, changes, {});
      isVerified = true;
    },
    explain: async (refusal, signal) => {
      try {
        const changes = await breakingChanges(access, table, signal);
        if (changes.length === 0) return refusal;
        return mismatch(table.name, changes, { schemaCauses: refusal.schemaCauses, cause: refusal });
      } catch {
        return refusal;
      }
    },
  };
}

async function breakingChanges<Row>(
  access: CatalogAccess,
  table: TableDefinition<Row>,
  signal: AbortSignal,
): Promise<readonly SchemaChange[]> {
  const live = await liveSchema(access, table.name, signal);
  // Loaded here: most programs never need it.
  const { compareTables } = await import("@zerobus-gen/schema");
  return compareTables(generatedSchema(table), live)
    .filter((change) => change.class === "breaking")
    .map(withoutTable);
}

async function liveSchema(access: CatalogAccess, table: string, signal: AbortSignal): Promise<TableSchema> {
  const inTime = new AbortController();
  const end = (): void => inTime.abort(signal.reason);
  const timer = setTimeout(() => inTime.abort(new Error(`not within ${TIMEOUT_MS} ms`)), TIMEOUT_MS);
  signal.addEventListener("abort", end, { once: true });
  try {
    const info = await fetchTableInfo(access, table, inTime.signal);
    const { readTableInfo } = await import("@zerobus-gen/schema");
    const { tables, problems } = readTableInfo(info, table);
    const [live] = tables;
    if (live !== undefined) return live;
    const why = problems.map(({ message }) => message).join("; ");
    throw new ZerobusError("unavailable", `the catalog's answer cannot be read: ${why}`, { table });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", end);
  }
}

function withoutTable({ rule, path, before, after, message, advice }: Change): SchemaChange {
  return {
    rule,
    message,
    ...(path !== undefined && { path }),
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
    ...(advice !== undefined && { advice }),
  };
}

function mismatch(
  table: string,
  schemaChanges: readonly SchemaChange[],
  context: Pick<ErrorContext, "schemaCauses" | "cause">,
): ZerobusError {
  const what = `the table has changed since its client was generated:\n${lines(schemaChanges)}`;
  const hint = "generate the client again and deploy it: zerobus-gen pull && zerobus-gen generate";
  return new ZerobusError("schema_mismatch", what, { table, schemaChanges, hint, ...context });
}

function lines(changes: readonly SchemaChange[]): string {
  const said = changes
    .slice(0, MOST_SAID)
    .map(({ path, message }) => `  ${path === undefined ? "" : `${path}: `}${message}`);
  const more = changes.length - said.length;
  return [...said, ...(more > 0 ? [`  and ${more} more`] : [])].join("\n");
}
