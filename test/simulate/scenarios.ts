import type { EventQueue } from "./event-queue.js";
import type { Region, RegionModel } from "./region.js";
import type { TokenEndpointModel } from "./token-endpoint.js";

/** One kind of trouble, and the service that has it. */
export interface Scenario {
  /** What `--scenario` takes; several cases share it. */
  readonly name: string;
  readonly title: string;
  readonly region: RegionModel;
  readonly tokens: TokenEndpointModel;
  /** When the trouble begins. What is measured counts from here. */
  readonly troubleAt: number;
  /** When the service is good again. */
  readonly backAt: number;
  /** The run lasts at least until here, and until every client has caught up or given up. */
  readonly quietAt: number;
  /** Sets the course of the trouble. */
  readonly happen: (region: Region, queue: EventQueue) => void;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const TROUBLE_AT = 10 * SECOND;

const region: RegionModel = {
  capacity: { perSecond: 500, longestQueueMs: 2 * SECOND },
  hanging: 0.5,
  streamLifetimeMs: [14.5 * MINUTE, 15.5 * MINUTE],
  announcedMs: 30 * SECOND,
  failsAfterAccept: false,
};
const tokens: TokenEndpointModel = {
  capacity: { perSecond: 500, longestQueueMs: 2 * SECOND },
  latencyMs: [50, 200],
  failing: 0,
};

function outage(title: string, hanging: number, downMs: number): Scenario {
  const backAt = TROUBLE_AT + downMs;
  return {
    name: "outage",
    title,
    region: { ...region, hanging },
    tokens,
    troubleAt: TROUBLE_AT,
    backAt,
    quietAt: backAt + 30 * SECOND,
    happen: (service, queue) => {
      queue.at(TROUBLE_AT, () => service.goDown());
      queue.at(backAt, () => service.comeBack());
    },
  };
}

function rotation(announcedMs: number): Scenario {
  return {
    name: "rotation",
    title: `all at once, ${announcedMs / SECOND} s announced`,
    region: { ...region, announcedMs },
    tokens,
    troubleAt: TROUBLE_AT,
    backAt: TROUBLE_AT,
    quietAt: TROUBLE_AT + MINUTE,
    happen: (service, queue) => queue.at(TROUBLE_AT, () => service.signalAll()),
  };
}

/** After a cut of five seconds no old token is accepted any more. */
function slowToken(title: string, model: Partial<TokenEndpointModel>): Scenario {
  const backAt = TROUBLE_AT + 5 * SECOND;
  return {
    name: "slow-token",
    title,
    region,
    tokens: { ...tokens, ...model },
    troubleAt: TROUBLE_AT,
    backAt,
    quietAt: backAt + 30 * SECOND,
    happen: (service, queue) => {
      queue.at(TROUBLE_AT, () => service.goDown());
      queue.at(backAt, () => {
        service.distrustTokens();
        service.comeBack();
      });
    },
  };
}

function flapping(): Scenario {
  const rounds = 12;
  const backAt = TROUBLE_AT + rounds * 25 * SECOND;
  return {
    name: "flapping",
    title: "20 s down, 5 s up, for 5 min",
    region,
    tokens,
    troubleAt: TROUBLE_AT,
    backAt,
    quietAt: backAt + 30 * SECOND,
    happen: (service, queue) => {
      for (let round = 0; round < rounds; round++) {
        const downAt = TROUBLE_AT + round * 25 * SECOND;
        queue.at(downAt, () => service.goDown());
        queue.at(downAt + 20 * SECOND, () => service.comeBack());
      }
    },
  };
}

function acceptThenFail(): Scenario {
  return {
    name: "accept-then-fail",
    title: "every stream is created, then ended",
    region: { ...region, failsAfterAccept: true },
    tokens,
    troubleAt: TROUBLE_AT,
    backAt: TROUBLE_AT,
    quietAt: TROUBLE_AT + MINUTE,
    happen: (service, queue) =>
      queue.at(TROUBLE_AT, () => {
        service.goDown();
        service.comeBack();
      }),
  };
}

/** All that is simulated. The first of a name is the one that stands for it. */
export const scenarios: readonly Scenario[] = [
  outage("60 s, half of the attempts hang", 0.5, MINUTE),
  outage("60 s, attempts fail at once", 0, MINUTE),
  outage("5 min, half of the attempts hang", 0.5, 5 * MINUTE),
  rotation(30 * SECOND),
  rotation(5 * SECOND),
  rotation(0),
  slowToken("a token takes 5 to 20 s", { latencyMs: [5 * SECOND, 20 * SECOND] }),
  slowToken("3 of 10 requests fail", { failing: 0.3 }),
  slowToken("200 tokens a second", { capacity: { perSecond: 200, longestQueueMs: 2 * SECOND } }),
  acceptThenFail(),
  flapping(),
];
