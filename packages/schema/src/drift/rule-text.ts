import type { RuleId } from "./rules.js";

/** What a rule means to somebody who sees its name for the first time. Each text one plain line. */
export interface RuleText {
  /** The change itself, as a title. */
  readonly title: string;
  /** What it does to a producer that runs the old code. */
  readonly happens: string;
  /** What to do, in the order of roll-out. */
  readonly advice: string;
}

/**
 * The words behind each rule. The service documents names, nullability and "compatible" types and little more:
 * what is only inferred is worded as expected.
 * @see https://docs.databricks.com/aws/en/ingestion/zerobus-schema-management
 */
export const RULE_TEXTS: Readonly<Record<RuleId, RuleText>> = {
  "column-added": {
    title: "a nullable column was added",
    happens: "producers keep working; the column is NULL in their rows",
    advice: "table first: add the column, then pull, generate and deploy the producers that fill it",
  },
  "required-column-added": {
    title: "a NOT NULL column was added",
    happens: "producers are refused: their rows lack a required column",
    advice: "add the column as nullable, deploy producers that fill it, fill the old rows, then set NOT NULL",
  },
  "column-removed": {
    title: "a column was dropped",
    happens: "producers that know the column are refused",
    advice: "producers first: deploy them without the column, then drop it",
  },
  "column-renamed": {
    title: "a column was renamed",
    happens: "producers are refused: the service matches by name, and the old name is gone",
    advice:
      "add a column of the new name, deploy producers that write both, move the readers, then drop the old one",
  },
  "column-case-changed": {
    title: "the case of a column's name changed",
    happens:
      "JSON producers are refused, since names match exactly; protobuf producers are expected to be refused too",
    advice: "keep the old spelling; if it must change, pull and generate now, and deploy with the change",
  },
  "column-required": {
    title: "a column became NOT NULL",
    happens: "producers are refused wherever they leave the column out, which their code still allows",
    advice: "producers first: deploy them so that they always fill the column, then set NOT NULL",
  },
  "column-relaxed": {
    title: "a column became nullable",
    happens: "producers keep working; a service that still compares optionality may refuse them",
    advice: "table first: drop NOT NULL, then pull, generate and deploy producers",
  },
  "type-changed": {
    title: "the type of a column changed",
    happens: "the service is expected to refuse the type that producers send",
    advice:
      "add a new column of the new type, deploy producers that write both, move the readers, then drop the old one",
  },
  "type-widened": {
    title: "the type of a column takes more values",
    happens: "producers keep working; they still check values against the narrower type",
    advice: "table first: widen the column, then pull, generate and deploy producers",
  },
  "type-narrowed": {
    title: "the type of a column takes fewer values",
    happens: "producers still let values through that the service is expected to refuse, row by row",
    advice: "producers first: deploy them with the narrower checks, then narrow the column",
  },
  "type-meaning-changed": {
    title: "a column has the same bytes and another meaning",
    happens: "rows are taken and mean something else: nothing refuses them, the data is wrong",
    advice:
      "stop the producers; add a new column of the new type, deploy producers that write both, move the readers, then drop the old one",
  },
  "collation-changed": {
    title: "the collation of a column changed",
    happens: "producers keep working; texts compare in another way, and are written as before",
    advice: "nothing to deploy; pull when convenient",
  },
  "column-reordered": {
    title: "columns are in another order",
    happens: "producers keep working, since names match; only Arrow clients are known to be refused",
    advice: "pull, generate and deploy producers when convenient",
  },
  "element-nullability": {
    title: "elements or map values became nullable or NOT NULL",
    happens: "producers keep working; they never send NULL inside a list or a map",
    advice: "nothing to deploy; pull when convenient",
  },
  "partitioning-changed": {
    title: "the table is partitioned by other columns",
    happens: "producers keep working; the service limits how many partitions are touched at once",
    advice: "see that rows of one moment fall into few partitions; pull when convenient",
  },
  "rescue-changed": {
    title: "the rescue column came, went or is of another type",
    happens:
      "unknown JSON keys, and values of a wrong type, are taken where they were refused, or the reverse",
    advice: "check rescueColumn in the settings of the table; the service needs about five minutes to notice",
  },
  "policy-added": {
    title: "a row filter or a column mask was added",
    happens: "undocumented for Zerobus: producers may go on or be refused, and readers may see less",
    advice: "try it on a copy of the table before it reaches the one in use",
  },
  "computed-column": {
    title: "the table fills a column by itself: a default, generated or identity column",
    happens: "undocumented for Zerobus: what producers send for it may be kept or refused",
    advice:
      "try it on a copy of the table; leave the column out of the producer with omit if the table is to fill it",
  },
  "constraint-added": {
    title: "a CHECK constraint was added",
    happens: "undocumented for Zerobus: rows that break it may be lost after they were acked",
    advice: "producers first: deploy them so that every row passes, then add the constraint",
  },
  "table-recreated": {
    title: "the table was dropped and created again",
    happens: "open streams are expected to fail: the service does not support a recreated target",
    advice:
      "flush and close the producers before the table is recreated, and start them after; better alter it in place",
  },
  "table-unsupported": {
    title: "the table is one that the service does not take any more",
    happens: "producers are refused as soon as they open a stream (error code 4024 is what has been seen)",
    advice: "undo the change, or point the producers at a managed Delta table with the same columns",
  },
  "table-missing": {
    title: "the table is gone, or this principal cannot see it",
    happens: "producers are refused as soon as they open a stream",
    advice: "producers first: stop them, or deploy them with another table, then drop this one",
  },
  "unsupported-column-added": {
    title: "a nullable column was added that no producer can write",
    happens: "producers keep working; the column is NULL in their rows",
    advice: 'nothing to deploy; generating again needs unsupported: "skip" for this table',
  },
  "field-number-changed": {
    title: "a field has another number in the generated code",
    happens:
      "streams do not care; bytes that were stored (spools, dead letters) and other users of the .proto are misread",
    advice: "replay what is stored with the old code first, or keep the old numbers in zerobus.lock.json",
  },
};
