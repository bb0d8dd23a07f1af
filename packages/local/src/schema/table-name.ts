/** The three parts of a table's full name. */
export interface TableName {
  readonly catalog: string;
  readonly schema: string;
  readonly table: string;
}

const MAX_LENGTH = 255;

/** `catalog.schema.table`: how requests and tokens name a table. */
export function formatTableName({ catalog, schema, table }: TableName): string {
  return `${catalog}.${schema}.${table}`;
}

/** Reads `catalog.schema.table`; undefined unless it has exactly three parts, none empty. */
export function parseTableName(fullName: string): TableName | undefined {
  const parts = fullName.split(".", 4);
  const [catalog, schema, table] = parts;
  return parts.length === 3 && catalog && schema && table ? { catalog, schema, table } : undefined;
}

/**
 * Why a name cannot be a table here, one sentence a problem; empty when it can. The service takes ASCII
 * letters, digits and underscores for tables, no digit first; Unity Catalog is laxer with catalogs and schemas.
 * @see https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-names
 */
export function tableNameProblems(name: TableName): string[] {
  const problems: string[] = [];
  for (const [part, text] of Object.entries({ catalog: name.catalog, schema: name.schema })) {
    if (!isContainerName(text)) {
      problems.push(
        `${part} name ${JSON.stringify(text)} is empty, too long, or holds a dot, slash, space or control character`,
      );
    }
  }
  if (!isIdentifier(name.table)) {
    problems.push(
      `table name ${JSON.stringify(name.table)} may hold ASCII letters, digits and underscores only, and not begin with a digit`,
    );
  }
  return problems;
}

/**
 * Whether the service takes it as the name of a table or a column: ASCII letters, digits and underscores, and no digit
 * first, with which no field of a message begins.
 */
export function isIdentifier(text: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(text) && text.length <= MAX_LENGTH;
}

function isContainerName(text: string): boolean {
  // \p{Cs} under the u flag is a surrogate without its partner, which no file system can spell.
  return text.length > 0 && text.length <= MAX_LENGTH && !/[./ \p{Cc}\p{Cs}]/u.test(text);
}
