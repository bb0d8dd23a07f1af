import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { ordersInfo } from "../../packages/local/src/testing/orders.js";
import { Random } from "../chaos/random.js";
import { ANYWHERE, FIRST_POINT, KILL_POINTS, type KillPoint } from "./kill-point.js";
import { Ledger } from "./ledger.js";
import { load } from "./load.js";
import { type KillOrder, ServerLife } from "./server-life.js";
import { readStored } from "./stored.js";

/** Many lives of servers, each killed. */
export interface Rounds {
  readonly rounds: number;
  readonly seed: number;
  /** The bundled programs. */
  readonly server: string;
  readonly killer: string;
  /** What `startLocal` gets beside its directory. */
  readonly options: object;
  readonly onRound: (round: Round) => void;
}

/** One life. */
export interface Round {
  readonly number: number;
  /** At which moment it was killed, as told or by the clock. */
  readonly killed: string;
  /** What was found wrong with what the life before has left. */
  readonly violations: readonly string[];
  readonly acked: number;
}

/** A fresh directory after so many: each look reads every row. */
const ROUNDS_A_DIRECTORY = 10;
/** Ends a life whose moment does not come. */
const LONGEST_LIFE_MS = 2_000;

/** Does them all. Returns the directory of the first that went wrong, which stays. */
export async function runRounds(settings: Rounds): Promise<string | undefined> {
  const random = new Random(settings.seed);
  const coming = plans(random);
  for (let number = 0; number < settings.rounds; number += ROUNDS_A_DIRECTORY) {
    const root = await mkdtemp(join(tmpdir(), "zerobus-kill-"));
    const last = Math.min(number + ROUNDS_A_DIRECTORY, settings.rounds);
    if (!(await runOnOneDirectory(settings, root, random, coming, number, last))) return root;
    await rm(root, { recursive: true });
  }
  return undefined;
}

async function runOnOneDirectory(
  settings: Rounds,
  root: string,
  random: Random,
  coming: Iterator<Plan>,
  first: number,
  last: number,
): Promise<boolean> {
  const directory = join(root, "data");
  const ledger = new Ledger();
  for (let number = first; number <= last; number++) {
    // The last life is only looked at: nobody kills it.
    const next = number === first ? planAt(FIRST_POINT, random) : coming.next().value;
    const plan = number === last ? undefined : next;
    const round = await oneLife(settings, directory, ledger, random, plan);
    settings.onRound({ number, acked: ledger.acked, ...round });
    if (round.violations.length > 0) return false;
  }
  return true;
}

/** When a life is to end: at a point, the n-th time that it comes; without one, when that time is over. */
interface Plan {
  readonly point?: KillPoint;
  readonly nth: number;
  readonly afterMs: number;
}

/** Every point in its turn, two and then any operation or any time; where the turns begin is up to chance. */
function* plans(random: Random): Generator<Plan, never> {
  for (let turn = 2 * random.int(0, KILL_POINTS.length); ; turn += 2) {
    for (const pair of [turn, turn + 1]) yield planAt(KILL_POINTS[pair % KILL_POINTS.length], random);
    yield planAt(ANYWHERE[random.int(0, ANYWHERE.length)], random);
  }
}

function planAt(point: KillPoint | undefined, random: Random): Plan {
  if (point === undefined) return { nth: 0, afterMs: random.int(0, 400) };
  return { point, nth: random.int(1, point.upTo), afterMs: LONGEST_LIFE_MS };
}

async function oneLife(
  { server, killer, options }: Rounds,
  directory: string,
  ledger: Ledger,
  random: Random,
  plan: Plan | undefined,
): Promise<Pick<Round, "killed" | "violations">> {
  const order: KillOrder | undefined =
    plan?.point === undefined
      ? undefined
      : { root: directory, operation: plan.point.operation.source, when: plan.point.when, nth: plan.nth };
  const life = ServerLife.start({
    server,
    killer,
    options: { ...options, dir: directory, tables: [ordersInfo] },
    log: join(dirname(directory), "server.log"),
    order,
  });
  const endpoint = await life.ready();
  if (endpoint === undefined) return { killed: `${plan?.point?.name}, at its start`, violations: [] };
  const stored = await readStored(directory);
  const violations = ledger.violations(stored);
  ledger.saw(stored);
  if (plan === undefined) {
    await life.stop();
    return { killed: "not at all", violations };
  }
  const clock = new AbortController();
  const limit = delay(plan.afterMs, plan.point === undefined ? "by the clock" : `never ${plan.point.name}`, {
    signal: clock.signal,
  }).catch(() => plan.point?.name ?? "");
  const loaded = load(life, endpoint, ledger, random);
  const killed = await Promise.race([limit, life.ended.then(() => plan.point?.name ?? "")]);
  life.kill();
  clock.abort();
  await life.ended;
  await loaded;
  return { killed, violations };
}
