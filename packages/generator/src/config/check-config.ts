import { RULES } from "@zerobus-gen/schema";
import { parseTablePattern } from "../source/catalog/table-pattern.js";
import type { Config } from "./config.js";
import { listOf, objectOf, oneOf, recordOf, type Shape, text, textOr } from "./shape.js";

/** Whether it names one table or, with `*`, several. */
export function isTablePattern(name: string): boolean {
  return /^[^.*]+\.[^.*]+\.[^.*]+$/.test(name) || parseTablePattern(name) !== undefined;
}

const tableName = text("a full table name or a pattern (catalog.schema.table, main.shop.*)", isTablePattern);
const part = text("a name without dots", (name) => !name.includes("."));
const classes = ["info", "warning", "breaking"];
const rule = oneOf(Object.keys(RULES));

const catalogSource = {
  host: text("the address of a workspace"),
  profile: text("the name of a profile"),
  tokenCommand: textOr(text("a command"), listOf(text("a word of a command"))),
};

const ofEveryTable = {
  naming: oneOf(["preserve", "camel"]),
  bigint: oneOf(["bigint | number", "bigint"]),
  unsupported: oneOf(["error", "skip"]),
};

const config: Shape = objectOf(
  {
    source: textOr(text("a path, a table or a pattern"), listOf(text("a path, a table or a pattern"))),
    out: text("the path of a folder"),
    lock: text("the path of a file"),
    namespace: text("catalog.schema", (name) => /^[^.]+\.[^.]+$/.test(name)),
    ...catalogSource,
    environments: recordOf(text(), objectOf({ ...catalogSource, catalog: part, schema: part })),
    ...ofEveryTable,
    tables: recordOf(
      tableName,
      objectOf({
        ...ofEveryTable,
        rescueColumn: text("the name of a column"),
        omit: listOf(text("the name of a column")),
        variants: recordOf(
          text("the path of a column"),
          objectOf({ type: text("the name of a type"), from: text("a module") }, ["type", "from"]),
        ),
      }),
    ),
    check: objectOf({
      failOn: oneOf(["none", ...classes]),
      rules: recordOf(rule, oneOf([...classes, "off"])),
      ignore: listOf(
        objectOf(
          {
            rule,
            table: tableName,
            path: text("the path of a column"),
            until: text("a day as YYYY-MM-DD", isDay),
            reason: text(),
          },
          ["rule", "until", "reason"],
        ),
      ),
    }),
  },
  ["source"],
);

/** Whether a value is a config. Tells everything that keeps it from being one. */
export function isConfig(value: unknown, tell: (path: string, message: string) => void): value is Config {
  let isRight = true;
  config(value, "", (path, message) => {
    isRight = false;
    tell(path, message);
  });
  return isRight;
}

function isDay(day: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return false;
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}
