import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { alternativesFor } from "./alternatives.js";
import { before, type Design, official, present, withoutJitter } from "./design.js";
import { svgOf } from "./plot.js";
import { heading, jsonLine, table } from "./report.js";
import { type Outcome, run } from "./run.js";
import { type Scenario, scenarios } from "./scenarios.js";

const USAGE = `npm run simulate -- [options]

  --scenario NAME   one of ${[...new Set(scenarios.map(({ name }) => name))].join(", ")}; all without it
  --clients N       default 10,000; the service's capacity grows and shrinks with them
  --seed N          default 1; the same seed gives the same figures
  --alternatives    the designs that were weighed against each other, rather than the machine and its forerunners
  --json            one object a line
  --write           everything, with 10,000 clients and seed 1, into docs/simulation.md and docs/simulation.svg
`;

const PAGE = fileURLToPath(new URL("../../docs/simulation.md", import.meta.url));
const PLOT = fileURLToPath(new URL("../../docs/simulation.svg", import.meta.url));
const CLIENTS = 10_000;
const SEED = 1;

function main(): void {
  const { values } = parseArgs({
    options: {
      scenario: { type: "string" },
      clients: { type: "string", default: String(CLIENTS) },
      seed: { type: "string", default: String(SEED) },
      alternatives: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      write: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const [clients, seed] = [Number(values.clients), Number(values.seed)];
  const chosen = scenarios.filter(({ name }) => values.scenario === undefined || name === values.scenario);
  if (values.help || chosen.length === 0 || !(clients >= 1) || !Number.isSafeInteger(clients + seed)) {
    process.stdout.write(USAGE);
    process.exitCode = values.help ? 0 : 2;
  } else if (values.write) {
    write();
  } else {
    for (const scenario of chosen) {
      const designs = values.alternatives ? alternativesFor(scenario) : compared;
      const outcomes = designs.map((design) => run(scenario, design, clients, seed));
      const text = values.json ? outcomes.map(jsonLine).join("\n") : `${section(outcomes)}\n`;
      process.stdout.write(`${text}\n`);
    }
  }
}

const compared: readonly Design[] = [
  official,
  before,
  withoutJitter(before),
  present,
  withoutJitter(present),
];

function section(outcomes: readonly Outcome[]): string {
  return `${outcomes.slice(0, 1).map(heading).join("")}\n\n${table(outcomes)}`;
}

/** The plot, and the tables of the page: between the two comments of each name. */
function write(): void {
  const simulate = (scenario: Scenario, designs: readonly Design[]): readonly Outcome[] => {
    process.stderr.write(`${scenario.name}: ${scenario.title}\n`);
    return designs.map((design) => run(scenario, design, CLIENTS, SEED));
  };
  const figures = scenarios.map((scenario) => simulate(scenario, compared));
  const weighed = ["outage", "rotation"]
    .flatMap((wanted) => scenarios.find(({ name }) => name === wanted) ?? [])
    .map((scenario) => simulate(scenario, alternativesFor(scenario)));
  let page = readFileSync(PAGE, "utf8");
  for (const [name, tables] of [["figures", figures] as const, ["alternatives", weighed] as const]) {
    const text = tables.map((outcomes) => `**${section(outcomes).replace("\n", "**\n")}\n`).join("\n");
    page = page.replace(
      new RegExp(`(<!-- ${name} -->\n).*?(<!-- /${name} -->)`, "s"),
      (_, begin: string, end: string) => `${begin}\n${text}\n${end}`,
    );
  }
  writeFileSync(PAGE, page);
  const attemptsOf = ({ name }: Design): readonly number[] =>
    figures[0]?.find(({ design }) => design === name)?.attemptsPerSecond ?? [];
  writeFileSync(
    PLOT,
    svgOf({
      title: "Connection attempts per second, 10,000 clients, 60 s outage",
      xLabel: "seconds since the outage began",
      yLabel: "attempts per second",
      seconds: 130,
      shaded: { from: 0, to: 60, label: "the region is down" },
      series: [
        { label: "with jitter", perSecond: attemptsOf(present) },
        { label: "without jitter", perSecond: attemptsOf(withoutJitter(present)) },
      ],
    }),
  );
}

main();
