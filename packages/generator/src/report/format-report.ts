import type { DriftReport } from "@zerobus-gen/schema";
import { formatGithub } from "./format-github.js";
import { formatJunit } from "./format-junit.js";
import { formatMarkdown } from "./format-markdown.js";
import { formatSarif } from "./format-sarif.js";
import { formatText } from "./format-text.js";
import type { Locate } from "./locate.js";

/** Forms that a report can be printed in. */
export const REPORT_FORMATS = ["text", "json", "github", "sarif", "markdown", "junit"] as const;

/** One of them. */
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** What formats need beside the report. */
export interface FormatOptions {
  readonly locate: Locate;
  /** For people at a terminal; no other format has any. */
  readonly colours: boolean;
  /** Version of this tool, for formats that name it. */
  readonly toolVersion: string;
}

/** The report in one of the formats, without a line end. Text from catalogs can break none of them. */
export function formatReport(format: ReportFormat, report: DriftReport, options: FormatOptions): string {
  switch (format) {
    case "text":
      return formatText(report, options.colours);
    case "json":
      return JSON.stringify(report, undefined, 2);
    case "github":
      return formatGithub(report, options.locate);
    case "sarif":
      return formatSarif(report, options.locate, options.toolVersion);
    case "markdown":
      return formatMarkdown(report);
    case "junit":
      return formatJunit(report);
  }
}
