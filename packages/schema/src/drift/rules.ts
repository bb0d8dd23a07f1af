/** How much a change hurts a producer that runs the old code: refused or misread, maybe, not at all. */
export type DriftClass = "breaking" | "warning" | "info";

/** The name of a kind of change. */
export type RuleId =
  | "column-added"
  | "required-column-added"
  | "column-removed"
  | "column-renamed"
  | "column-case-changed"
  | "column-required"
  | "column-relaxed"
  | "type-changed"
  | "type-widened"
  | "type-narrowed"
  | "type-meaning-changed"
  | "collation-changed"
  | "column-reordered"
  | "element-nullability"
  | "partitioning-changed"
  | "rescue-changed"
  | "policy-added"
  | "computed-column"
  | "constraint-added"
  | "table-recreated"
  | "table-unsupported"
  | "table-missing"
  | "unsupported-column-added"
  | "field-number-changed";

/** Every kind of change there is, and its class unless the change itself says otherwise. */
export const RULES: Readonly<Record<RuleId, DriftClass>> = {
  "column-added": "info",
  "required-column-added": "breaking",
  "column-removed": "breaking",
  "column-renamed": "breaking",
  "column-case-changed": "breaking",
  "column-required": "breaking",
  "column-relaxed": "warning",
  "type-changed": "breaking",
  "type-widened": "info",
  "type-narrowed": "breaking",
  "type-meaning-changed": "breaking",
  "collation-changed": "info",
  "column-reordered": "warning",
  "element-nullability": "info",
  "partitioning-changed": "info",
  "rescue-changed": "warning",
  "policy-added": "warning",
  "computed-column": "warning",
  "constraint-added": "warning",
  "table-recreated": "breaking",
  "table-unsupported": "breaking",
  "table-missing": "breaking",
  "unsupported-column-added": "info",
  "field-number-changed": "breaking",
};
