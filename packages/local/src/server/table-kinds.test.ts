import { status } from "@grpc/grpc-js";
import { describe, expect, it } from "vitest";
import { ORDERS, ordersInfo } from "../testing/orders.js";
import { client, opened, opening, started } from "../testing/orders-server.js";
import { fetchToken } from "../testing/raw-client.js";
import { createStream } from "../testing/requests.js";

const refused = (why: RegExp): object => ({
  code: status.INVALID_ARGUMENT,
  details: expect.stringMatching(new RegExp(`^Unsupported table kind\\. .*${why.source}.*Error Code: 4024$`)),
});

describe("a table that is not written", () => {
  it.each([
    [{ table_type: "VIEW" }, /"VIEW"/],
    [{ table_type: "EXTERNAL" }, /"EXTERNAL"/],
    [{ table_type: "FOREIGN", data_source_format: "POSTGRESQL_FORMAT" }, /"FOREIGN"/],
    [{ table_type: "MATERIALIZED_VIEW" }, /"MATERIALIZED_VIEW"/],
    [{ data_source_format: "ICEBERG" }, /"ICEBERG"/],
    [{ properties: { "delta.feature.catalogManaged": "supported" } }, /catalog-managed/],
  ])("is in the catalog, and takes no stream: %j", async (kind, why) => {
    const info = { ...ordersInfo, ...kind };
    const local = await started({ tables: [info] });
    const headers = { authorization: "Bearer dapi01" };
    const answer = await fetch(`${local.catalog}/api/2.1/unity-catalog/tables/${ORDERS}`, { headers });
    expect(await answer.json()).toMatchObject(kind);
    expect(await (await opening(local)).ended).toMatchObject(refused(why));
    const stream = (await client(local)).open(await fetchToken(local.catalog, ORDERS));
    stream.call.write(createStream({ recordType: 2 }));
    expect(await stream.ended).toMatchObject(refused(why));
  });

  it("refuses a stream with no descriptor for what it is", async () => {
    const local = await started({ tables: [{ ...ordersInfo, table_type: "VIEW" }] });
    const stream = (await client(local)).open(await fetchToken(local.catalog, ORDERS));
    stream.call.write(createStream({ descriptorProto: new Uint8Array() }));
    expect(await stream.ended).toMatchObject(refused(/"VIEW"/));
  });

  it("is one that was, and ends the streams that it had", async () => {
    const local = await started();
    const stream = await opened(local);
    await local.alterTable({ ...ordersInfo, table_type: "VIEW" });
    expect(await stream.ended).toMatchObject(refused(/"VIEW"/));
  });
});
