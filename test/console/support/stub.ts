import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { startLocal } from "@zerobus-gen/local";
import { onTestFinished } from "vitest";
import type { RowsView, Sample, StateView } from "../../../packages/local/src/console/views.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

/** A server with the page of the real one, whose views are made up by a test: what no real server comes to in seconds. */
export interface Stub {
  readonly endpoint: string;
  /** Tells every reader of events. */
  readonly tell: (event: "state" | "sample", view: StateView | Sample) => void;
  /** How many read events now. */
  readonly readers: () => number;
  /** What was asked of the API, in order. */
  readonly asked: readonly string[];
}

/** What it answers. */
export interface StubViews {
  readonly state: StateView;
  readonly rows?: RowsView;
}

/** Starts one. It stops with the test. */
export async function startStub({ state, rows }: StubViews): Promise<Stub> {
  const local = await startLocal({ dir: temporaryFolder() });
  const readers = new Set<ServerResponse>();
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    const path = request.url ?? "";
    if (path.startsWith("/console/api/")) asked.push(path.slice("/console/api/".length));
    if (path === "/console/api/events") {
      readers.add(response.writeHead(200, { "content-type": "text/event-stream" }));
      response.write(event("state", state));
      request.once("close", () => readers.delete(response));
    } else if (path.startsWith("/console/api/")) {
      response.end(JSON.stringify(path.endsWith("/samples") ? [] : (rows ?? {})));
    } else {
      const page = await fetch(local.endpoint + path);
      for (const name of ["content-type", "content-security-policy"]) {
        response.setHeader(name, page.headers.get(name) ?? "");
      }
      response.writeHead(page.status).end(Buffer.from(await page.arrayBuffer()));
    }
  }).listen(0, "127.0.0.1");
  onTestFinished(async () => {
    server.close();
    server.closeAllConnections();
    await local.close();
  });
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    tell: (name, view) => {
      for (const reader of readers) reader.write(event(name, view));
    },
    readers: () => readers.size,
    asked,
  };
}

function event(name: string, view: unknown): string {
  return `event: ${name}\ndata: ${JSON.stringify(view)}\n\n`;
}
