import type { HeadersProvider } from "@zerobus-gen/runtime";
import { describe, expect, vi } from "vitest";
import { type ClientOptions, sent, test } from "./support/conversation.js";
import { ROWS } from "./support/rows.js";

const UNAUTHENTICATED = 16;
const PERMISSION_DENIED = 7;

/** A provider that numbers what it gives, and what it was told to forget. */
function numbered(): HeadersProvider & { given: number; forgotten: string[] } {
  return {
    given: 0,
    forgotten: [],
    async headers() {
      this.given++;
      return { authorization: `Bearer token-${this.given}`, "x-trace": "on" };
    },
    invalidate(table) {
      this.forgotten.push(table);
    },
  };
}

/** Client options in which the provider stands in place of the token. */
function provided(headersProvider: HeadersProvider): ClientOptions {
  return { headersProvider };
}

describe("the request headers", () => {
  test("are what the provider gives, as it gives them, with the table's name on top", async ({
    server,
    open,
  }) => {
    const headers = async (): Promise<Record<string, string>> => ({
      authorization: "verbatim, no scheme",
      "x-databricks-zerobus-table-name": "main.somebody.elses",
      "x-trace": "on",
    });
    open({}, provided({ headers })).ingest({ n: 0 });
    const call = await server.nextCall();
    expect(call.headers).toMatchObject({
      authorization: "verbatim, no scheme",
      "x-databricks-zerobus-table-name": ROWS.name,
      "x-trace": "on",
    });
  });

  test("hold no authorization that the provider does not give", async ({ server, open }) => {
    open({}, provided({ headers: async () => ({}) })).ingest({ n: 0 });
    const call = await server.nextCall();
    expect(call.headers).not.toHaveProperty("authorization");
  });

  test("are asked for with the table's name, anew for every connection", async ({ server, open }) => {
    const asked: string[] = [];
    const token = (table: string): string => `${asked.push(table)}`;
    const rows = open({}, { token });
    const call = await sent(server, rows, 1);
    call.fail(14);
    const next = await server.nextCall();
    expect([call.headers.authorization, next.headers.authorization]).toEqual(["Bearer 1", "Bearer 2"]);
    expect(asked).toEqual([ROWS.name, ROWS.name]);
  });

  test.for([["line\r\nbreak"], ["null\u0000byte"], ["not ascii: é"]])(
    "that cannot be sent (%j) fail the stream before any call, and are not shown",
    async ([token = ""], { server, open }) => {
      const rows = open({}, { token: () => token });
      const error: unknown = await rows.open().catch((failure: unknown) => failure);
      expect(error).toMatchObject({ code: "invalid_argument" });
      expect(String(error)).not.toContain(token);
      await rows.close();
      expect(server.calls).toEqual([]);
    },
  );

  test("that the application cannot give are asked for again within the budget", async ({ server, open }) => {
    let asked = 0;
    const token = (): string => {
      asked++;
      if (asked === 1) throw new Error("vault sealed");
      return "t";
    };
    const rows = open({}, { token });
    rows.ingest({ n: 0 });
    const call = await server.nextStream();
    expect(await call.receivesRows(1)).toEqual([0]);
    expect(asked).toBe(2);
  });

  test("that never come are waited for no longer than an attempt may take", async ({ server, open }) => {
    const signals: AbortSignal[] = [];
    const headers = (_: string, signal: AbortSignal): Promise<never> => {
      signals.push(signal);
      return new Promise(() => {});
    };
    const rows = open({ recoveryTimeoutMs: 50, recoveryRetries: 1 }, provided({ headers }));
    await expect(rows.open()).rejects.toMatchObject({
      code: "recovery_exhausted",
      cause: { code: "timeout" },
    });
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
    expect(server.connections).toBe(0);
  });

  test("that come too late for close make no call", async ({ server, open }) => {
    let give = (_: Record<string, string>): void => {};
    const headers = (): Promise<Record<string, string>> => new Promise((resolve) => (give = resolve));
    const rows = open({}, provided({ headers }));
    rows.ingest({ n: 0 });
    await vi.waitFor(() => expect(give.length).toBe(1), { interval: 1 });
    const { unacked } = await rows.close({ signal: AbortSignal.abort() });
    expect(unacked).toEqual([{ n: 0 }]);
    give({ authorization: "Bearer late" });
    const call = await sent(server, open(), 1);
    expect(call.headers.authorization).toBe("Bearer t");
    expect(server.calls).toHaveLength(1);
  });
});

describe("credentials that are rejected", () => {
  test.for([[UNAUTHENTICATED], [PERMISSION_DENIED]])(
    "at creation (status %d) are renewed once, and the stream opens",
    async ([status = 0], { server, open }) => {
      const provider = numbered();
      const rows = open({}, provided(provider));
      const opened = rows.open();
      (await server.nextCall()).fail(status);
      const call = await server.nextStream();
      await opened;
      expect(call.headers.authorization).toBe("Bearer token-2");
      expect(provider).toMatchObject({ given: 2, forgotten: [ROWS.name] });
    },
  );

  test("a second time are final, with the server's reason", async ({ server, open }) => {
    const provider = numbered();
    const rows = open({}, provided(provider));
    rows.ingest({ n: 0 });
    for (const message of ["expired", "unknown principal"])
      (await server.nextCall()).fail(UNAUTHENTICATED, { message });
    await expect(rows.flush()).rejects.toMatchObject({
      code: "unauthenticated",
      retryable: false,
      message: expect.stringContaining("unknown principal"),
    });
    expect(await rows.close()).toMatchObject({ acked: 0, unacked: [{ n: 0 }] });
    expect(server.calls).toHaveLength(2);
    expect(provider).toMatchObject({ given: 2, forgotten: [ROWS.name, ROWS.name] });
  });

  test("while rows flow are renewed once too, and the rows arrive", async ({ server, open }) => {
    const provider = numbered();
    const rows = open({}, provided(provider));
    const call = await sent(server, rows, 2);
    call.ack(0);
    await vi.waitFor(() => expect(rows.acked).toBe(1), { interval: 1 });
    call.fail(UNAUTHENTICATED);
    const next = await server.nextStream();
    expect(await next.receivesRows(1)).toEqual([1]);
    expect(next.headers.authorization).toBe("Bearer token-2");
    next.ack(0);
    await rows.flush();
    expect(provider.forgotten).toEqual([ROWS.name]);
  });

  test("again after an ack are renewed again", async ({ server, open }) => {
    const provider = numbered();
    const rows = open({}, provided(provider));
    (await sent(server, rows, 2)).fail(UNAUTHENTICATED);
    const second = await server.nextStream();
    await second.receivesRows(2);
    second.ack(0);
    await vi.waitFor(() => expect(rows.acked).toBeGreaterThan(0), { interval: 1 });
    rows.ingest({ n: 2 });
    await second.receivesRows(3);
    second.fail(UNAUTHENTICATED);
    const third = await server.nextStream();
    await third.receives(1);
    expect(third.headers.authorization).toBe("Bearer token-3");
  });

  test("while a close signal is being obeyed are renewed as well", async ({ server, open }) => {
    const provider = numbered();
    const rows = open({}, provided(provider));
    const call = await sent(server, rows, 1);
    call.signalClose(3600);
    call.fail(UNAUTHENTICATED);
    const next = await server.nextStream();
    expect(await next.receivesRows(1)).toEqual([0]);
    expect(provider.forgotten).toEqual([ROWS.name]);
  });

  test("while the stream is being closed are forgotten, on a stream that is open or only opening", async ({
    server,
    open,
  }) => {
    for (const isOpen of [true, false]) {
      const provider = numbered();
      const rows = open({ recoveryRetries: 0 }, provided(provider));
      rows.ingest({ n: 0 });
      const call = await server.nextCall();
      if (isOpen) await call.creates();
      const closed = rows.close();
      call.fail(UNAUTHENTICATED);
      expect(await closed).toMatchObject({ unacked: [{ n: 0 }], error: { code: "unauthenticated" } });
      expect(provider.forgotten).toEqual([ROWS.name]);
    }
  });

  test("as the last word of a stream that is closed are forgotten", async ({ server, open }) => {
    const provider = numbered();
    const rows = open({}, provided(provider));
    const call = await sent(server, rows, 1);
    call.ack(0);
    const closed = rows.close();
    await call.halfCloses();
    call.fail(PERMISSION_DENIED);
    expect(await closed).toMatchObject({ acked: 1, unacked: [], error: undefined });
    expect(provider).toMatchObject({ given: 1, forgotten: [ROWS.name] });
  });

  test("are not renewed without a budget, nor without recovery", async ({ server, open }) => {
    for (const options of [{ recoveryRetries: 0 }, { recovery: false }]) {
      const provider = numbered();
      const rows = open(options, provided(provider));
      const opened = rows.open();
      (await server.nextCall()).fail(UNAUTHENTICATED);
      await expect(opened).rejects.toMatchObject({ code: "unauthenticated" });
      await rows.close();
      expect(provider).toMatchObject({ given: 1, forgotten: [ROWS.name] });
    }
  });

  test("share the budget with every other failure", async ({ server, open }) => {
    const provider = numbered();
    const rows = open({ recoveryRetries: 1 }, provided(provider));
    const opened = rows.open();
    (await server.nextCall()).fail(14);
    (await server.nextCall()).fail(UNAUTHENTICATED);
    await expect(opened).rejects.toMatchObject({ code: "unauthenticated" });
    await rows.close();
    expect(server.calls).toHaveLength(2);
  });

  test("are renewed after failures of other kinds while the budget lasts", async ({ server, open }) => {
    const provider = numbered();
    const rows = open({ recoveryRetries: 2 }, provided(provider));
    const opened = rows.open();
    (await server.nextCall()).fail(14);
    (await server.nextCall()).fail(UNAUTHENTICATED);
    await server.nextStream();
    await opened;
    expect(provider.forgotten).toEqual([ROWS.name]);
  });

  test("are asked for again though the provider cannot forget, or fails to", async ({ server, open }) => {
    const failing = { ...numbered(), invalidate: () => expect.fail("no cache here") };
    const { headers } = numbered();
    for (const provider of [failing, { headers: headers.bind(numbered()) }]) {
      const opened = open({}, provided(provider)).open();
      (await server.nextCall()).fail(UNAUTHENTICATED);
      expect((await server.nextStream()).headers.authorization).toBe("Bearer token-2");
      await opened;
    }
  });

  test("are forgotten for no other error", async ({ server, open }) => {
    const provider = numbered();
    const rows = open({ recoveryRetries: 1 }, provided(provider));
    const opened = rows.open();
    (await server.nextCall()).fail(14);
    (await server.nextCall()).fail(3);
    await expect(opened).rejects.toMatchObject({ code: "invalid_argument" });
    expect(provider.forgotten).toEqual([]);
  });
});
