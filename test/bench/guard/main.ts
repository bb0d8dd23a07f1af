import { installPeers } from "../../peers/install.js";
import { times } from "../figure.js";
import { heading } from "../heading.js";
import { textTable } from "../text-table.js";
import { FLOORS } from "./floors.js";
import { judged, type Verdict } from "./judgement.js";
import { measured } from "./measured.js";

const ROUNDS = 3;
const HEAD = ["", "ratio", "floor", ""];

const print = (text: string): void => void process.stdout.write(`${text}\n`);

// Ratios against floors that only a mistake falls below. What is missed is measured once more: the machine may be busy.
print(heading());
const failure = installPeers();
if (failure !== undefined) print(`without the peers that are installed: ${failure}`);
const floors = FLOORS.filter(({ isInstalled }) => failure === undefined || !isInstalled);
const first = await measured(floors, ROUNDS);
const missed = judged(floors, first).filter(({ isMet }) => !isMet);
if (missed.length > 0) print(`measured once more: ${missed.map(named).join("; ")}`);
const again =
  missed.length > 0
    ? await measured(
        missed.map(({ floor }) => floor),
        ROUNDS,
      )
    : [];
const verdicts = judged(floors, [...first, ...again]);
print(textTable([HEAD, ...verdicts.map(cells)]));
if (verdicts.some(({ isMet }) => !isMet)) {
  process.stderr.write("bench:guard: a ratio is below its floor; npm run bench -- --only CASE shows more\n");
  process.exitCode = 1;
}

function named({ floor }: Verdict): string {
  return `${floor.suite}, ${floor.case}, against ${floor.peerName}`;
}

function cells(verdict: Verdict): readonly string[] {
  const { floor, ratio, isMet } = verdict;
  const found = ratio === undefined ? "–" : times(ratio);
  return [named(verdict), found, times(floor.atLeast), isMet ? "met" : "MISSED"];
}
