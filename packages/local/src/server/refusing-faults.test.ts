import { status } from "@grpc/grpc-js";
import { describe, expect, it } from "vitest";
import { order } from "../testing/orders.js";
import { opened, rowsOf, started } from "../testing/orders-server.js";
import { ingestBatch, ingestRecord } from "../testing/requests.js";
import { refuseRows } from "./refusing-faults.js";

describe(refuseRows, () => {
  it("refuses the request that holds such a row, for as long as the rule stays, and keeps what came before", async () => {
    const local = await started();
    const fault = { kind: "refuse-row", column: "note", equals: "poison" } as const;
    const handle = local.faults.add({ fault, times: "always" });
    for (let round = 0; round < 2; round++) {
      const stream = await opened(local);
      stream.call.write(ingestRecord(0, order(round)));
      stream.call.write(ingestBatch(1, [order(10), order(11, "poison"), order(12)]));
      stream.call.write(ingestRecord(2, order(20)));
      expect(await stream.ended).toMatchObject({
        code: status.INVALID_ARGUMENT,
        details: expect.stringMatching(/row 1 of the request at offset 1, column note.*Error Code: 4044/),
      });
      expect(stream.acks).toEqual([0n]);
    }
    expect([handle.hits, (await rowsOf(local)).map(({ id }) => id)]).toEqual([2, [0n, 1n]]);
    handle.remove();
    const stream = await opened(local);
    stream.call.write(ingestRecord(0, order(11, "poison")));
    await stream.acked(0n);
  });

  it.each([
    ["id", 7, order(7), order(8)],
    ["id", "9007199254740993", order(9007199254740993n), order(9007199254740992n)],
    ["note", null, order(1), order(1, "null")],
    ["note", "", order(1, ""), order(1)],
    ["total", 150, order(1, "", "1.50"), order(1, "", "150")],
  ])("knows a row by its %s %j", async (column, equals, bad, good) => {
    const local = await started();
    local.faults.add({ fault: { kind: "refuse-row", column, equals }, afterRequests: 1 });
    const stream = await opened(local);
    stream.call.write(ingestRecord(0, bad));
    stream.call.write(ingestRecord(1, good));
    stream.call.write(ingestRecord(2, bad));
    expect((await stream.ended).code).toBe(status.INVALID_ARGUMENT);
    expect(stream.acks.at(-1)).toBe(1n);
  });
});
