import { Metadata } from "@grpc/grpc-js";
import { TABLE_NAME_HEADER, TOKEN_PATH } from "@zerobus-gen/runtime/protocol";
import { HandWrittenClient } from "../hand-written-client.js";
import { job } from "./first-ack-job.js";

/** A program: the first ack with nothing but gRPC and protobuf. */
const { endpoint, table, descriptor, record } = job();
const token = await fetch(endpoint + TOKEN_PATH, {
  method: "POST",
  body: tokenForm(),
  headers: { authorization: `Basic ${Buffer.from("id:secret").toString("base64")}` },
});
const { access_token }: { access_token: string } = JSON.parse(await token.text());
const headers = new Metadata();
headers.set("authorization", `Bearer ${access_token}`);
headers.set(TABLE_NAME_HEADER, table);
const client = new HandWrittenClient(endpoint, { headers });
await client.open({ name: table, descriptor });
await client.sendRow(Buffer.from(record, "base64"));
await client.flush();
process.stdout.write("acked\n");
await client.close();

function tokenForm(): URLSearchParams {
  const [catalog, schema] = table.split(".");
  return new URLSearchParams({
    grant_type: "client_credentials",
    scope: "all-apis",
    resource: "api://databricks/workspaces/local/zerobusDirectWriteApi",
    authorization_details: JSON.stringify([
      privilege("CATALOG", `${catalog}`, ["USE CATALOG"]),
      privilege("SCHEMA", `${catalog}.${schema}`, ["USE SCHEMA"]),
      privilege("TABLE", table, ["SELECT", "MODIFY"]),
    ]),
  });
}

function privilege(object_type: string, object_full_path: string, privileges: readonly string[]): object {
  return { type: "unity_catalog_privileges", object_type, object_full_path, privileges };
}
