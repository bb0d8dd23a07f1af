import { createServer } from "node:http";
import { SCHEMA, tableInfo, tableName } from "./table-infos.js";

/**
 * A program: a Unity Catalog of as many tables as its argument says, on a port that it tells its parent. Its answers are
 * ready before the first request, so that waiting for it is no part of what is measured.
 */
const ROOT = "/api/2.1/unity-catalog/";
const PAGE = 50;
const tables = Array.from({ length: Number(process.argv[2]) }, (_, index) => index);

const answers = new Map<string, Buffer>();
const noteAnswer = (path: string, body: unknown): void =>
  void answers.set(path, Buffer.from(JSON.stringify(body)));
for (const index of tables) {
  noteAnswer(`tables/${SCHEMA.catalog}.${SCHEMA.schema}.${tableName(index)}`, tableInfo(index));
}
for (let from = 0; from < tables.length; from += PAGE) {
  noteAnswer(`tables?${from}`, {
    tables: tables.slice(from, from + PAGE).map((index) => ({ ...tableInfo(index), columns: undefined })),
    ...(from + PAGE < tables.length && { next_page_token: String(from + PAGE) }),
  });
}

const server = createServer(({ url = "" }, response) => {
  const { pathname, searchParams } = new URL(url, "http://localhost");
  const path = decodeURIComponent(pathname).slice(ROOT.length);
  const body = answers.get(path === "tables" ? `tables?${searchParams.get("page_token") ?? 0}` : path);
  const headers = { "content-type": "application/json", "content-length": body?.byteLength ?? 0 };
  response.writeHead(body === undefined ? 404 : 200, headers).end(body);
});
server.listen(0, "127.0.0.1", () => process.send?.(server.address()));
process.once("disconnect", () => process.exit());
