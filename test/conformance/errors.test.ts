import { constants } from "node:http2";
import type { ErrorCode } from "@zerobus-gen/runtime";
import { describe, expect } from "vitest";
import { created, EMPTY, errorInfo } from "./support/answers.js";
import { sent, test } from "./support/conversation.js";
import { frame } from "./support/grpc-frames.js";
import { ROWS } from "./support/rows.js";

/** Every status there is, what we call it, and whether another attempt is made. */
const STATUSES: readonly (readonly [status: number, name: string, code: ErrorCode, retried: boolean])[] = [
  [1, "CANCELLED", "unavailable", true],
  [2, "UNKNOWN", "unavailable", true],
  [3, "INVALID_ARGUMENT", "invalid_argument", false],
  [4, "DEADLINE_EXCEEDED", "timeout", true],
  [5, "NOT_FOUND", "table_not_found", false],
  [6, "ALREADY_EXISTS", "unavailable", true],
  [7, "PERMISSION_DENIED", "permission_denied", false],
  [8, "RESOURCE_EXHAUSTED", "unavailable", true],
  [9, "FAILED_PRECONDITION", "unavailable", true],
  [10, "ABORTED", "unavailable", true],
  [11, "OUT_OF_RANGE", "invalid_argument", false],
  [12, "UNIMPLEMENTED", "unimplemented", false],
  [13, "INTERNAL", "unavailable", true],
  [14, "UNAVAILABLE", "unavailable", true],
  [15, "DATA_LOSS", "unavailable", true],
  [16, "UNAUTHENTICATED", "unauthenticated", false],
  [99, "a status of tomorrow", "unavailable", true],
];

describe("a status", () => {
  test.for(STATUSES)(
    "%d (%s) at creation is %s, before or after the response headers",
    async ([status, , code, retried], { server, open }) => {
      for (const afterHeaders of [false, true]) {
        const opened = open({ recovery: false }).open();
        const call = await server.nextCall();
        if (afterHeaders) call.sendHeaders();
        call.fail(status, { message: "ünd so weiter" });
        await expect(opened).rejects.toMatchObject({
          code,
          retryable: retried,
          table: ROWS.name,
          message: expect.stringContaining("ünd so weiter"),
        });
      }
    },
  );

  test.for(STATUSES.filter(([status]) => status !== 7 && status !== 16))(
    "%d (%s) while rows flow is %s, and tried again: %s",
    async ([status, , code, retried], { server, open }) => {
      const rows = open();
      const call = await sent(server, rows, 1);
      call.fail(status);
      if (retried) {
        const next = await server.nextStream();
        expect(await next.receivesRows(1)).toEqual([0]);
        next.ack(0);
        await rows.flush();
      } else {
        await expect(rows.flush()).rejects.toMatchObject({ code });
        expect(await rows.close()).toMatchObject({ unacked: [{ n: 0 }] });
        expect(server.calls).toHaveLength(1);
      }
    },
  );

  test("with an ErrorInfo about the schema is a mismatch, at creation and later", async ({
    server,
    open,
  }) => {
    const details = errorInfo("SCHEMA_VALIDATION_FAILED", { causes: "FIELD_NOT_IN_TABLE" });
    const opened = open().open();
    (await server.nextCall()).fail(3, { message: "columns differ", details });
    await expect(opened).rejects.toMatchObject({ code: "schema_mismatch", retryable: false });
    const rows = open();
    (await sent(server, rows, 1)).fail(3, { message: "columns differ", details });
    await expect(rows.flush()).rejects.toMatchObject({
      code: "schema_mismatch",
      message: expect.stringMatching(/columns differ[\s\S]*generate the client again/),
    });
    expect(server.calls).toHaveLength(2);
  });

  test.for([
    ["one", { causes: "FIELD_NOT_IN_TABLE" }, ["FIELD_NOT_IN_TABLE"]],
    [
      "several, one of tomorrow",
      { causes: "MISSING_REQUIRED_COLUMN, TOMORROWS_CAUSE" },
      ["MISSING_REQUIRED_COLUMN", "TOMORROWS_CAUSE"],
    ],
    ["none", {}, []],
  ] as const)(
    "with an ErrorInfo names the causes that it has: %s",
    async ([, metadata, causes], { server, open }) => {
      const details = errorInfo("SCHEMA_VALIDATION_FAILED", { ...metadata, error_code: "4024" });
      const rows = open();
      (await sent(server, rows, 1)).fail(14);
      (await server.nextCall()).fail(3, { details });
      const mismatch = { code: "schema_mismatch", schemaCauses: causes };
      await expect(rows.flush()).rejects.toMatchObject({
        ...mismatch,
        message: expect.stringContaining([...causes, "error code 4024"].join(", ")),
      });
      expect(await rows.close()).toMatchObject({ unacked: [{ n: 0 }], error: mismatch });
      await expect(rows.flush()).rejects.toMatchObject(mismatch);
    },
  );

  test.for([
    ["of another reason", errorInfo("SOMETHING_ELSE")],
    ["of somebody else", errorInfo("SCHEMA_VALIDATION_FAILED", {}, "elsewhere.example")],
    ["that are garbage", Buffer.from([0xff, 0xff, 0xff])],
    ["that are empty", EMPTY],
  ] as const)("with details %s is what its number says", async ([, details], { server, open }) => {
    const opened = open().open();
    (await server.nextCall()).fail(5, { details });
    await expect(opened).rejects.toMatchObject({ code: "table_not_found" });
  });

  test("reaches the caller when the server resets the call behind it", async ({ server, open }) => {
    const rows = open();
    const call = await sent(server, rows, 1);
    call.fail(3, { message: "bad record", reset: constants.NGHTTP2_NO_ERROR });
    await expect(rows.flush()).rejects.toMatchObject({
      code: "invalid_argument",
      message: expect.stringContaining("bad record"),
    });
  });
});

describe("an answer that is no gRPC", () => {
  test.for([
    [400, "unavailable"],
    [401, "unauthenticated"],
    [403, "permission_denied"],
    [404, "unimplemented"],
    [429, "unavailable"],
    [502, "unavailable"],
    [503, "unavailable"],
    [200, "unavailable"],
  ] as const)("but HTTP %d with a page is %s", async ([status, code], { server, open }) => {
    const opened = open({ recovery: false }).open();
    (await server.nextCall()).replyHttp(status, "<html><body>Gateway</body></html>");
    await expect(opened).rejects.toMatchObject({ code });
  });

  test.for([[""], ["no"], ["{}"]])(
    "is known by its headers, though its page is as short as %j",
    async ([page = ""], { server, open }) => {
      const opened = open({ recovery: false }).open();
      const call = await server.nextCall();
      call.replyHttp(403, page);
      await expect(opened).rejects.toMatchObject({ code: "permission_denied" });
    },
  );

  test("but HTTP 404 says that this is no Zerobus endpoint", async ({ server, open }) => {
    const opened = open().open();
    (await server.nextCall()).replyHttp(404, "<html>no such page</html>");
    await expect(opened).rejects.toMatchObject({
      code: "unimplemented",
      hint: expect.stringContaining("what answers is no Zerobus endpoint"),
    });
    expect(server.calls).toHaveLength(1);
  });

  test("is tried again when it is a gateway's 503, and the rows arrive", async ({ server, open }) => {
    const rows = open();
    rows.ingest({ n: 0 });
    (await server.nextCall()).replyHttp(503, "<html>busy</html>");
    const call = await server.nextStream();
    expect(await call.receivesRows(1)).toEqual([0]);
  });

  test("but an end without a status is a failure, retryable", async ({ server, open }) => {
    const opened = open({ recovery: false }).open();
    (await server.nextCall()).endWithoutStatus();
    await expect(opened).rejects.toMatchObject({ code: "unavailable", retryable: true });
  });
});

describe("a message that is none", () => {
  test.for([
    ["garbage in a frame", frame(Uint8Array.of(0xff, 0xff, 0xff, 0xff)), "protocol"],
    ["an empty frame", frame(EMPTY), "protocol"],
    ["a frame that says it is compressed", frame(created("again"), { flag: 1 }), "unavailable"],
    ["no frame at all", Buffer.from("HTTP/1.1 200 OK\r\n\r\n<html></html>"), undefined],
  ] as const)("%s ends the connection, and the row goes again", async ([, bytes, code], { server, open }) => {
    const rows = open();
    const call = await sent(server, rows, 1);
    call.sayBytes(bytes);
    if (code === undefined) call.finish();
    await call.isOver();
    const next = await server.nextStream();
    expect(await next.receivesRows(1)).toEqual([0]);
    next.ack(0);
    await rows.flush();
    const alone = open({ recovery: false });
    const other = await sent(server, alone, 1);
    other.sayBytes(bytes);
    if (code === undefined) other.finish();
    await expect(alone.flush()).rejects.toMatchObject({ code: code ?? "unavailable", retryable: true });
  });

  test("that ends in the middle of a frame is a failure", async ({ server, open }) => {
    const rows = open({ recovery: false });
    const call = await sent(server, rows, 1);
    call.sayBytes(frame(created("x")).subarray(0, 6));
    call.finish();
    await expect(rows.flush()).rejects.toMatchObject({ code: "unavailable", retryable: true });
  });

  test("because it is huge is not waited for", async ({ server, open }) => {
    const rows = open({ recovery: false });
    const call = await sent(server, rows, 1);
    // A field of tomorrow, 8 MiB of it.
    const size = 8 * 1024 * 1024;
    const head = Buffer.from([0xfa, 0x01, 0x80, 0x80, 0x80, 0x04]);
    call.say(Buffer.concat([head, Buffer.alloc(size)]));
    await expect(rows.flush()).rejects.toMatchObject({ code: "unavailable", retryable: true });
    expect(await call.isOver()).toEqual({ reset: constants.NGHTTP2_CANCEL });
  });
});

describe("a reset call", () => {
  test.for([
    ["NO_ERROR", 0],
    ["PROTOCOL_ERROR", 1],
    ["INTERNAL_ERROR", 2],
    ["FLOW_CONTROL_ERROR", 3],
    ["REFUSED_STREAM", 7],
    ["CANCEL", 8],
    ["ENHANCE_YOUR_CALM", 11],
  ] as const)("with %s is tried again, at creation and later", async ([, code], { server, open }) => {
    const rows = open();
    rows.ingest({ n: 0 });
    (await server.nextCall()).reset(code);
    const call = await server.nextStream();
    await call.receives(1);
    call.reset(code);
    const next = await server.nextStream();
    expect(await next.receivesRows(1)).toEqual([0]);
    next.ack(0);
    await rows.flush();
  });
});
