import { status } from "@grpc/grpc-js";
import { TABLE_NAME_HEADER, TOKEN_PATH } from "@zerobus-gen/runtime/protocol";
import { describe, expect, it } from "vitest";
import { ORDERS } from "../testing/orders.js";
import { client, started } from "../testing/orders-server.js";
import { detailsFor, fetchToken, RawClient, requestToken, tokenForm } from "../testing/raw-client.js";
import { createStream } from "../testing/requests.js";

describe("who may open a stream", () => {
  it("nobody opens one of another kind, as Arrow Flight has it", async () => {
    const local = await started();
    using flight = new RawClient(local.endpoint);
    const stream = flight.open(undefined, {}, "/arrow.flight.protocol.FlightService/DoPut");
    expect(await stream.ended).toMatchObject({ code: status.UNIMPLEMENTED });
  });

  it("refuses a token that has expired, and tells its life beforehand", async () => {
    const local = await started({ tokenLifeMs: 0 });
    const answer = (await (await requestToken(local.catalog, ORDERS)).json()) as Record<string, unknown>;
    expect(answer).toMatchObject({ expires_in: 0, token_type: "Bearer" });
    const stream = (await client(local)).open(String(answer.access_token));
    stream.call.write(createStream());
    expect(await stream.ended).toMatchObject({
      code: status.UNAUTHENTICATED,
      details: expect.stringContaining("expired"),
    });
  });

  it("tells the life of tokens in whole seconds, never longer than it is", async () => {
    const local = await started({ tokenLifeMs: 2999 });
    expect(await (await requestToken(local.catalog, ORDERS)).json()).toMatchObject({ expires_in: 2 });
  });

  it("refuses a stream whose header names another table than its create request", async () => {
    const local = await started();
    const stream = (await client(local)).open(await fetchToken(local.catalog, ORDERS), {
      [TABLE_NAME_HEADER]: "main.shop.other",
    });
    stream.call.write(createStream());
    expect(await stream.ended).toMatchObject({
      code: status.INVALID_ARGUMENT,
      details: expect.stringContaining('"main.shop.other"'),
    });
  });

  it("takes a stream whose header names its table", async () => {
    const local = await started();
    const headers = { [TABLE_NAME_HEADER]: ORDERS };
    const stream = (await client(local)).open(await fetchToken(local.catalog, ORDERS), headers);
    stream.call.write(createStream());
    expect(await stream.created).toMatch(/./);
  });

  it("takes the token of an older client, which names no operation, and logs that", async () => {
    const lines: string[] = [];
    const local = await started({ log: (line) => lines.push(line) });
    const token = await tokenOf(local.catalog, ({ operations: _, ...detail }) => detail);
    expect(lines).toContainEqual(expect.stringContaining("without the operation zerobuswrite"));
    const stream = (await client(local)).open(token);
    stream.call.write(createStream());
    expect(await stream.created).toMatch(/./);
  });

  it("refuses a token that was asked for with another operation, naming the one that it takes", async () => {
    const local = await started();
    const token = await tokenOf(local.catalog, (detail) => ({ ...detail, operations: ["zerobusread"] }));
    const stream = (await client(local)).open(token);
    stream.call.write(createStream());
    expect(await stream.ended).toMatchObject({
      code: status.PERMISSION_DENIED,
      details: expect.stringContaining("zerobuswrite on main.shop.orders"),
    });
  });

  it("refuses a token for another workspace", async () => {
    const local = await started();
    const token = await tokenOf(local.catalog, (detail) => detail, "1234");
    const stream = (await client(local)).open(token);
    stream.call.write(createStream());
    expect(await stream.ended).toMatchObject({
      code: status.UNAUTHENTICATED,
      details: expect.stringContaining("Invalid token audience"),
    });
  });
});

async function tokenOf(
  catalog: string,
  change: (detail: Readonly<Record<string, unknown>>) => object,
  workspaceId = "127",
): Promise<string> {
  const form = tokenForm(ORDERS);
  form.set("resource", `api://databricks/workspaces/${workspaceId}/zerobusDirectWriteApi`);
  form.set("authorization_details", JSON.stringify(detailsFor(ORDERS).map(change)));
  const authorization = `Basic ${Buffer.from("id:secret").toString("base64")}`;
  const answer = await fetch(catalog + TOKEN_PATH, {
    method: "POST",
    body: form,
    headers: { authorization },
  });
  return String(((await answer.json()) as Record<string, unknown>).access_token);
}
