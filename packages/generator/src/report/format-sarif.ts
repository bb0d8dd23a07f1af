import {
  type DriftClass,
  type DriftReport,
  type JudgedChange,
  RULE_TEXTS,
  RULES,
  type RuleId,
} from "@zerobus-gen/schema";
import { type Locate, type Location, locateNear } from "./locate.js";
import { plainLine } from "./plain-line.js";

const levels: Readonly<Record<DriftClass, "error" | "warning" | "note">> = {
  breaking: "error",
  warning: "warning",
  info: "note",
};

const ruleIds: readonly RuleId[] = Object.keys(RULES).filter((id): id is RuleId => Object.hasOwn(RULES, id));

const HOME = "https://www.npmjs.com/package/zerobus-gen";

/**
 * The report as SARIF 2.1.0, for code scanning. Fingerprints are made of rule, table and path, so that a change
 * is known again in the next run wherever its line went. What is ignored is there as suppressed.
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function formatSarif(report: DriftReport, locate: Locate, toolVersion: string): string {
  const changes = report.tables.flatMap((table) => table.changes);
  const areSuppressed = changes.some(({ ignored }) => ignored);
  const seen = new Map<string, number>();
  const run = {
    tool: {
      driver: {
        name: "zerobus-gen",
        version: toolVersion,
        informationUri: HOME,
        rules: ruleIds.map(ruleOf),
      },
    },
    invocations: [
      {
        executionSuccessful: report.failures.length === 0,
        toolExecutionNotifications: report.failures.map(({ table, message, hint }) => ({
          level: "error",
          message: { text: sentence([table, message], hint) },
        })),
      },
    ],
    columnKind: "utf16CodeUnits",
    results: changes.map((change) => ({
      ...resultOf(change, locateNear(locate, change.table, change.path)),
      partialFingerprints: { "zerobusDrift/v1": fingerprintOf(change, seen) },
      // Either every result says whether it is suppressed, or none does.
      ...(areSuppressed && { suppressions: suppressionsOf(change) }),
    })),
  };
  return JSON.stringify(
    { $schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs: [run] },
    undefined,
    2,
  );
}

function ruleOf(id: RuleId): object {
  const { title, happens, advice } = RULE_TEXTS[id];
  const text = `${title}: ${happens}. What to do: ${advice}.`;
  return {
    id,
    name: id.replace(/(^|-)(\w)/g, (_all, _dash, letter: string) => letter.toUpperCase()),
    shortDescription: { text: title },
    fullDescription: { text: happens },
    help: { text, markdown: `**${title}**: ${happens}.\n\nWhat to do: ${advice}.` },
    defaultConfiguration: { level: levels[RULES[id]] },
  };
}

function resultOf(change: JudgedChange, location: Location | undefined): object {
  const { rule, table, path, message, advice, cause } = change;
  const qualified = plainLine(path === undefined ? table : `${table}.${path}`);
  return {
    ruleId: rule,
    ruleIndex: ruleIds.indexOf(rule),
    level: levels[change.class],
    message: { text: sentence([table, path, message], advice) },
    locations: [
      {
        ...(location && {
          physicalLocation: {
            artifactLocation: { uri: relativeUri(location.file) },
            region: { startLine: location.line },
          },
        }),
        logicalLocations: [{ fullyQualifiedName: qualified, kind: path === undefined ? "type" : "member" }],
      },
    ],
    ...(cause !== undefined && { properties: { cause } }),
  };
}

function suppressionsOf({ ignored }: JudgedChange): readonly object[] {
  if (!ignored) return [];
  const justification = plainLine(`${ignored.reason} (until ${ignored.until})`);
  return [{ kind: "external", status: "accepted", justification }];
}

/** Of two changes that are alike the second is numbered. */
function fingerprintOf({ rule, table, path = "" }: JudgedChange, seen: Map<string, number>): string {
  const base = plainLine(`${rule}|${table}|${path}`);
  const times = (seen.get(base) ?? 0) + 1;
  seen.set(base, times);
  return times === 1 ? base : `${base}|${times}`;
}

function sentence(parts: readonly (string | undefined)[], advice: string | undefined): string {
  const text = parts.filter((part) => part !== undefined).join(": ");
  return plainLine(advice === undefined ? text : `${text}. What to do: ${advice}`);
}

function relativeUri(file: string): string {
  return plainLine(file).split(/[\\/]/).map(encodeURIComponent).join("/");
}
