/**
 * Words that mean something by themselves somewhere in SQL: Databricks' own, and those of the standard, which it
 * reserves in ANSI mode.
 *
 * @see https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-reserved-words
 */
export const reservedWords: ReadonlySet<string> = new Set(
  `all alter and anti any array as at authorization between both by case cast check collate column commit
  constraint create cross cube current current_catalog current_date current_schema current_time
  current_timestamp current_user default delete describe distinct drop else end escape except exists
  external extract false fetch filter for foreign from full function global grant group grouping having in
  inner insert intersect interval into is join lateral leading left like limit local map minus natural no
  not null of offset on only or order out outer overlaps partition position primary range references
  revoke right rollback rollup row rows select semi session_user set some start struct table tablesample
  then time to trailing true truncate union unique unknown update user using values when where window
  with within`.split(/\s+/),
);
