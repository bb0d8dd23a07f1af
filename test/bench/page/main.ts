import { readFileSync, writeFileSync } from "node:fs";
import { FILES } from "./files.js";
import { pageWith, plotOf } from "./performance-page.js";
import { readResults } from "./results.js";

// Writes docs/performance.md and its plot from docs/performance.jsonl.
const results = readResults(readFileSync(FILES.results, "utf8"));
writeFileSync(FILES.page, pageWith(readFileSync(FILES.page, "utf8"), results));
writeFileSync(FILES.plot, plotOf(results));
