import { join } from "node:path";
import fc from "fast-check";
import { expect, it, vi } from "vitest";
import { readTable } from "../../delta/read-table.js";
import type { Row } from "../../schema/row.js";
import { encoded } from "../../testing/encoded.js";
import { struct } from "../../testing/schemas.js";
import { temporaryDirectory } from "../../testing/temporary-directory.js";
import { deltaFormat } from "../delta-format.js";
import type { TableFormat, TableStore } from "../table-store.js";
import { listLogFiles } from "./log-file.js";
import { logFolder } from "./segment-name.js";
import { walFormat, withoutWal } from "./wal-format.js";

/** The process is killed at a step of its disk, counted from 1: after it, or in it, before anything but half an append. */
interface Kill {
  readonly at: number;
  readonly step: "in" | "after";
}

type Call = (...args: never[]) => unknown;

const life = vi.hoisted(() => ({ steps: 0, kill: undefined as Kill | undefined, isOver: false }));

/** Functions that do nothing any more once the process is killed. */
const mortal = vi.hoisted(() => (module: object, half: Readonly<Record<string, Call>> = {}): object => {
  const dying =
    (name: string, call: Call) =>
    async (...args: never[]): Promise<unknown> => {
      if (life.isOver) throw new Error("killed");
      life.steps += 1;
      if (life.steps !== life.kill?.at) return call(...args);
      life.isOver = true;
      if (life.kill.step === "after") await call(...args);
      if (life.kill.step === "in") await half[name]?.(...args);
      throw new Error("killed");
    };
  const immortal = ["errnoOf", "listLogFiles", "readLogFile"];
  return Object.fromEntries(
    Object.entries(module).map(([name, call]) => [name, immortal.includes(name) ? call : dying(name, call)]),
  );
});

vi.mock("../../delta/durable-file.js", async (importOriginal) => mortal(await importOriginal()));
vi.mock("./log-file.js", async (importOriginal) => {
  const original = await importOriginal<typeof import("./log-file.js")>();
  return mortal(original, {
    appendSynced: (path: string, at: number, bytes: Uint8Array) =>
      original.appendSynced(path, at, bytes.subarray(0, bytes.length / 2)),
  });
});

const SCHEMA = struct({ "!id": "long" });
const rowsOf = encoded(SCHEMA);
const DURABLE = walFormat(deltaFormat, {
  materializeEveryMs: 60_000,
  log: () => {},
  limits: { segmentBytes: 900, waitingBytes: 2_000, commitRows: 5 },
});
const COMMITTED = withoutWal(deltaFormat, () => {});

/** What a process does: append so many rows, alone or together with the next, or materialise. */
type Deed = { readonly append: number; readonly waits: boolean } | "materialize";

/** One table through the lives of several processes. */
class World {
  readonly directory: string;
  readonly #acked: number[] = [];
  /** The ids of every append. */
  readonly #tried: number[][] = [];
  #ids = 0;

  private constructor(directory: string) {
    this.directory = directory;
  }

  static async create(): Promise<World> {
    life.kill = undefined;
    life.isOver = false;
    const world = new World(join(await temporaryDirectory(), "table"));
    await (await DURABLE.create(world.directory, SCHEMA)).close();
    return world;
  }

  /** @returns whether it was killed */
  async live(deeds: readonly Deed[], kill: Kill | undefined): Promise<boolean> {
    Object.assign(life, { steps: 0, kill, isOver: false });
    const store = await DURABLE.open(this.directory).catch(() => undefined);
    if (store !== undefined) {
      await this.#act(store, deeds);
      await store.close().catch(() => undefined);
    }
    const wasKilled = life.isOver;
    Object.assign(life, { kill: undefined, isOver: false });
    return wasKilled;
  }

  async #act(store: TableStore, deeds: readonly Deed[]): Promise<void> {
    const done: Promise<unknown>[] = [];
    for (const deed of deeds) {
      const result = deed === "materialize" ? store.materialize() : this.#append(store, deed.append);
      // What a killed process was doing is nobody's concern.
      const settled = result.catch(() => undefined);
      done.push(settled);
      if (deed === "materialize" || deed.waits) await settled;
    }
    await Promise.all(done);
  }

  async #append(store: TableStore, count: number): Promise<void> {
    const ids = Array.from({ length: count }, () => this.#ids++);
    this.#tried.push(ids);
    const requests = ids.map((id): Row => ({ id: BigInt(id) }));
    await store.append([rowsOf(...requests.slice(0, 2)), rowsOf(...requests.slice(2))]);
    this.#acked.push(...ids);
  }

  async expectExact(format: TableFormat): Promise<void> {
    const store = await format.open(this.directory);
    await store.materialize();
    await store.close();
    const found = new Set<number>();
    for await (const { id } of readTable(this.directory)) {
      expect(found, "there already").not.toContain(Number(id));
      found.add(Number(id));
    }
    expect(this.#acked.filter((id) => !found.has(id))).toEqual([]);
    for (const ids of this.#tried) {
      expect(new Set(ids.map((id) => found.has(id))).size, "all or nothing").toBeLessThanOrEqual(1);
    }
    expect(await listLogFiles(logFolder(this.directory))).toEqual([]);
  }
}

const DEEDS: readonly Deed[] = [
  { append: 3, waits: true },
  { append: 6, waits: true },
  "materialize",
  { append: 4, waits: false },
  { append: 20, waits: true },
];

it.each(["in", "after"] as const)(
  "has every acked row once, whichever step of its disk a process is killed %s",
  async (step) => {
    let at = 0;
    for (let wasKilled = true; wasKilled; ) {
      at += 1;
      const world = await World.create();
      wasKilled = await world.live(DEEDS, { at, step });
      await world.expectExact(at % 2 === 0 ? DURABLE : COMMITTED);
    }
    expect(at).toBeGreaterThan(30);
  },
  60_000,
);

const deed = fc.oneof(
  { weight: 4, arbitrary: fc.record({ append: fc.integer({ min: 1, max: 25 }), waits: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constant("materialize" as const) },
);
const kill = fc.record({
  at: fc.integer({ min: 1, max: 60 }),
  step: fc.constantFrom("in" as const, "after" as const),
});

it("has every acked row once, however many processes are killed over it", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.array(deed, { maxLength: 10 }), fc.option(kill, { nil: undefined })), {
        maxLength: 5,
      }),
      fc.boolean(),
      async (lives, endsCommitted) => {
        const world = await World.create();
        for (const [deeds, end] of lives) await world.live(deeds, end);
        await world.expectExact(endsCommitted ? COMMITTED : DURABLE);
      },
    ),
    { numRuns: 25 },
  );
}, 60_000);
